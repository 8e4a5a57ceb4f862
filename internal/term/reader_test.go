package term

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// checkUnit says what is wrong with a unit: too long, or not one event for
// Bubble Tea's decoder, so that its reader would wait for more.
func checkUnit(unit string) error {
	if len(unit) > maxUnit {
		return fmt.Errorf("a unit of %d bytes", len(unit))
	}
	body, isPaste := strings.CutPrefix(unit, pasteStart)
	if isPaste {
		body, ended := strings.CutSuffix(body, pasteEnd)
		if bad := strings.ContainsAny(body, "\x1b\x00\x03\x7f"); !ended || bad {
			return fmt.Errorf("the paste %.80q", unit)
		}
		return nil
	}
	if n := strings.Count(body, ";") + strings.Count(body, ":"); n >= 32 && (strings.HasPrefix(unit, "\x1b[") || strings.HasPrefix(unit, "\x1bP")) {
		if unit[1] == '[' || header([]byte(unit[2:]), 31) == 0 {
			return fmt.Errorf("%d parameters", n+1)
		}
	}
	var d uv.EventDecoder
	n, event := d.Decode([]byte(unit))
	switch event.(type) {
	case uv.UnknownEvent, uv.PasteStartEvent, uv.PasteEndEvent, nil:
		return fmt.Errorf("%.80q is %T", unit, event)
	}
	if n != len(unit) || unit[0] == esc && n <= 2 {
		return fmt.Errorf("%.80q: %d bytes make an event", unit, n)
	}
	return nil
}

// decodeAll is the loop of Bubble Tea's reader in which x/ansi panics.
func decodeAll(b []byte) {
	p := ansi.GetParser()
	defer ansi.PutParser(p)
	var state byte
	for len(b) > 0 {
		_, _, n, next := ansi.DecodeSequence(b, state, p)
		b, state = b[n:], next
	}
}

// chunks is a terminal for Bubble Tea's reader.
type chunks struct{ left [][]byte }

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.left[0])
	if c.left[0] = c.left[0][n:]; len(c.left[0]) == 0 {
		c.left = c.left[1:]
	}
	return n, nil
}

// events is what Bubble Tea's own reader makes of the chunks.
func events(t *testing.T, in [][]byte) (out []uv.Event) {
	t.Helper()
	ch := make(chan uv.Event)
	ended := make(chan error, 1)
	go func() {
		ended <- uv.NewTerminalReader(&chunks{in}, "xterm-256color").StreamEvents(context.Background(), ch)
	}()
	for {
		select {
		case e := <-ch:
			out = append(out, e)
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			return out
		case <-time.After(time.Minute):
			t.Fatal("Bubble Tea's reader hangs")
		}
	}
}

// pieces are what random input is made of, besides what a terminal sends.
var pieces = []string{
	"\x1b", "\x1b[", "\x1bO", "\x1bP", "\x1b]", "\x1b_", "\x1bX", "\x1b^", "\x1b\\", "\x07", "\x9b", "\x90", "\x9d", "\x9c", "\x9f", "\u009b", "\u0090",
	"\x1b[200~", "\x1b[201~", "\x1b[M", "\x1b[[", "\x1b[?", "\x1b[<", "\x1b]11;", "\x1bP>|",
	"0", "1", "200", "201", ";", ":", ";;;;;;;;;;;;;;;;", ":::::::::::::::::", "$", "~", "M", "m", "u", "c", "R", "_", "t", "y", "q", "A", "?", "<", " ", "\\",
	"99999999999999999999", "\x03", "\x1a", "\x18", "\r", "\x00", "\x7f", "é", "日", "\xe2", "\x82", "\xff", "\xc2", "\xf0\x9f", "\u200d", "\ufffd",
}

func randomInput(rng *rand.Rand) []byte {
	var b []byte
	for range 1 + rng.IntN(12) {
		switch p := rng.IntN(10); {
		case p == 0:
			b = append(b, passes[rng.IntN(len(passes)-2)].in...)
		case p == 1:
			b = append(b, byte(rng.IntN(256)))
		case p == 2:
			b = append(b, bytes.Repeat([]byte(pieces[rng.IntN(len(pieces))]), rng.IntN(50))...)
		default:
			b = append(b, pieces[rng.IntN(len(pieces))]...)
		}
	}
	return b
}

// Random input, cut at random and at random times, goes through a Scanner, x/ansi
// and Bubble Tea's own reader: no panic, nothing that makes the reader wait, and
// ctrl+c still arrives. SPIKETOP_SEQUENCES is the number of sequences; a million
// take about a minute.
func TestRandomSequences(t *testing.T) {
	sequences := 20_000
	if n, err := strconv.Atoi(os.Getenv("SPIKETOP_SEQUENCES")); err == nil {
		sequences = n
	}
	const batch = 500
	rng := rand.New(rand.NewPCG(10, 1))
	units, dead := 0, 0
	for done := 0; done < sequences; done += batch {
		var s Scanner
		var in [][]byte
		now := t0
		take := func() {
			p := make([]byte, maxUnit)
			for n := s.Take(p); n > 0; n = s.Take(p) {
				in = append(in, p[:n])
				p = make([]byte, maxUnit)
			}
		}
		for range batch {
			for b := randomInput(rng); len(b) > 0; {
				n := len(b)
				if rng.IntN(3) == 0 {
					n = 1 + rng.IntN(len(b))
				}
				s.Feed(b[:n], now)
				b = b[n:]
				for k, from := 0, 0; k < len(s.ends); k++ {
					if err := checkUnit(string(s.out[from:s.ends[k]])); err != nil {
						t.Fatalf("sequence %d: %v", done, err)
					}
					from = s.ends[k]
					units++
				}
				take()
				now = now.Add(time.Duration(rng.ExpFloat64() * float64(80*time.Millisecond)))
				s.Expire(now)
				if len(s.buf) > maxUnit {
					t.Fatalf("%d bytes are held", len(s.buf))
				}
			}
		}
		at, held := s.Deadline()
		if s.Expire(at); held && s.state != ground {
			t.Fatalf("state %d after its time", s.state)
		}
		s.Feed([]byte{3}, at.Add(time.Second))
		take()
		decodeAll(bytes.Join(in, nil))
		got := events(t, in)
		if k, ok := got[len(got)-1].(uv.KeyPressEvent); !ok || k.Keystroke() != "ctrl+c" {
			dead++
		}
	}
	if dead > 0 || units < sequences {
		t.Errorf("%d sequences gave %d units; ctrl+c did not arrive %d times", sequences, units, dead)
	}
}

// What a terminal sends makes the same events with the Scanner between as without.
func TestSameEvents(t *testing.T) {
	for _, c := range passes {
		var s Scanner
		s.Feed([]byte(c.in), t0)
		p := make([]byte, maxUnit)
		p = p[:s.Take(p)]
		got, want := fmt.Sprintf("%#v", events(t, [][]byte{p})), fmt.Sprintf("%#v", events(t, [][]byte{[]byte(c.in)}))
		if got != want {
			t.Errorf("%s: %.300s, want %.300s", c.name, got, want)
		}
	}
}

// 69 bytes: x/ansi panics on them, and the Scanner keeps them back.
func TestHostile(t *testing.T) {
	hostile := []byte("\x1b[?1" + strings.Repeat(";2", 32) + "c")
	if len(hostile) != 69 {
		t.Fatalf("%d bytes", len(hostile))
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("x/ansi reads 33 parameters now: the bound may be reconsidered")
			}
		}()
		decodeAll(hostile)
	}()
	if got := scan(0, string(hostile)+"q"); got != "q" {
		t.Errorf("%q", got)
	}
}

// Any bytes at any times. The goroutines of Bubble Tea's reader make coverage
// vary: run with -fuzzminimizetime 10x, or most of the time goes into making
// inputs smaller.
func FuzzScanner(f *testing.F) {
	for _, c := range passes {
		f.Add([]byte(c.in), uint64(len(c.in)))
	}
	for _, p := range pieces {
		f.Add([]byte(p+p+"q"), uint64(1))
	}
	f.Add([]byte("\x1b[?1"+strings.Repeat(";2", 32)+"c"), uint64(0))
	f.Add([]byte("\x1b[M \x9b;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;c"), uint64(0))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 0))
		var s Scanner
		now := t0
		var out []byte
		take := func() {
			for _, u := range units(&s) {
				if err := checkUnit(u); err != nil {
					t.Fatal(err)
				}
				out = append(out, u...)
			}
		}
		for len(b) > 0 {
			n := len(b)
			if seed > 0 {
				n = 1 + rng.IntN(len(b))
			}
			s.Feed(b[:n], now)
			b = b[n:]
			take()
			now = now.Add(time.Duration(rng.IntN(int(400 * time.Millisecond))))
			s.Expire(now)
			take()
			if len(s.buf) > maxUnit {
				t.Fatalf("%d bytes are held", len(s.buf))
			}
		}
		if at, held := s.Deadline(); held {
			now = at
			s.Expire(now)
		}
		if s.state != ground || len(s.buf) > 0 {
			t.Fatalf("state %d, %q held", s.state, s.buf)
		}
		s.Feed([]byte{3}, now.Add(time.Second))
		take()
		if len(out) == 0 || out[len(out)-1] != 3 {
			t.Fatal("ctrl+c did not arrive")
		}
		decodeAll(out)
		events(t, [][]byte{out[:min(len(out), maxUnit)]})
	})
}

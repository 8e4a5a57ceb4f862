package term

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	xterm "github.com/charmbracelet/x/term"

	"spiketop/internal/term/ptytest"
)

// openFilter is a Filter on a raw pseudo terminal.
func openFilter(t *testing.T) (f *Filter, master *os.File) {
	t.Helper()
	master, slave := ptytest.Open(t)
	if _, err := xterm.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	f, err := NewFilter(slave)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, master
}

// readUntil reads until want has come.
func readUntil(t *testing.T, f *Filter, want string) {
	t.Helper()
	var got strings.Builder
	p := make([]byte, maxUnit)
	for end := time.Now().Add(ptytest.Patient); got.String() != want; {
		n, err := f.Read(p)
		got.Write(p[:n])
		if err != nil || time.Now().After(end) {
			t.Fatalf("read %q, want %q: %v", got.String(), want, err)
		}
	}
}

// Bubble Tea sets raw mode on a Filter, and does not poll a Filter's descriptor.
func TestFilterIsTerminal(t *testing.T) {
	f, _ := openFilter(t)
	if !xterm.IsTerminal(f.Fd()) {
		t.Error("a Filter is no terminal")
	}
	if _, polled := any(f).(interface{ Name() string }); polled {
		t.Error("a Filter has Name: Bubble Tea would poll its descriptor")
	}
}

func TestFilterReads(t *testing.T) {
	f, master := openFilter(t)
	for in, want := range map[string]string{
		"a\x1b[A\x1b[200~b\x1b[201~":                 "a\x1b[A\x1b[200~b\x1b[201~",
		"a\x1b[?1" + strings.Repeat(";2", 32) + "cb": "ab",
		"a\x1b": "a\x1b[27u",
		"\x1b[": "\x1b[91;3u",
		"\x1b[200~" + strings.Repeat("x", 3000) + "\x1b[201~":              "\x1b[200~" + strings.Repeat("x", 3000) + "\x1b[201~",
		"\x1b[200~" + strings.Repeat("x", 3000) + "\x1b[201~\x1b[<0;1;1Mb": "\x1b[200~" + strings.Repeat("x", 3000) + "\x1b[201~\x1b[<0;1;1Mb",
	} {
		if _, err := master.WriteString(in); err != nil {
			t.Fatal(err)
		}
		readUntil(t, f, want)
	}
}

// Without bytes a Read returns now and then; a closed Filter reads no more.
func TestFilterCloses(t *testing.T) {
	f, master := openFilter(t)
	if n, err := f.Read(make([]byte, 9)); n != 0 || err != nil {
		t.Errorf("an idle Read: %d, %v", n, err)
	}
	ended := make(chan error)
	go func() {
		var err error
		for err == nil {
			_, err = f.Read(make([]byte, 9))
		}
		ended <- err
	}()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != io.EOF {
		t.Errorf("a Read during Close: %v", err)
	}
	if _, err := master.WriteString("typed"); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Read(make([]byte, 9)); n != 0 || err != io.EOF {
		t.Errorf("a Read after Close: %d, %v", n, err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close twice: %v", err)
	}
	b := make([]byte, 9) // the terminal is open, and what was typed is still there
	if n, err := f.tty.Read(b); err != nil || string(b[:n]) != "typed" {
		t.Errorf("the terminal after Close: %q, %v", b[:n], err)
	}
}

// A terminal that is gone is an error, not the end of a file: Bubble Tea would
// go on without a keyboard.
func TestFilterTerminalGone(t *testing.T) {
	f, master := openFilter(t)
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(ptytest.Patient); ; {
		n, err := f.Read(make([]byte, 9))
		if err != nil {
			if !errors.Is(err, ErrGone) {
				t.Errorf("a terminal that is gone: %v", err)
			}
			return
		}
		if n > 0 || time.Now().After(end) {
			t.Fatalf("read %d bytes of a terminal that is gone", n)
		}
	}
}

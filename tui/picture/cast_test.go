package picture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"

	"spiketop/tui/chart"
)

// lines is a file that counts its writes, and fails after some.
type lines struct {
	bytes.Buffer
	writes []string
	most   int
}

func (l *lines) Write(p []byte) (int, error) {
	if l.most > 0 && len(l.writes) == l.most {
		return 0, errors.New("disk full")
	}
	l.writes = append(l.writes, string(p))
	return l.Buffer.Write(p)
}

// A recording is whole lines of JSON, each in one write. Played on a terminal, it
// shows the cells as they were at the end, whatever changed between: texts, sizes,
// themes.
func TestCastPlaysBack(t *testing.T) {
	file, at := new(lines), time.Unix(1_700_000_000, 0)
	c := NewCast(file, `a "title"`, map[string]string{"TERM": "xterm-256color"})
	c.now = func() time.Time { return at }
	rng := rand.New(rand.NewPCG(1, 2))
	b := new(chart.Buffer)
	b.Resize(60, 12)
	theme := chart.Theme{}
	letters := []rune("abc λτ⣿─│█ ")
	for k := range 60 {
		at = at.Add(100 * time.Millisecond)
		for range rng.IntN(40) {
			b.Set(rng.IntN(b.W), rng.IntN(b.H), letters[rng.IntN(len(letters))], chart.Role(rng.IntN(int(chart.NRoles))))
		}
		switch k {
		case 20:
			b.Resize(70, 14)
		case 40:
			theme.Light = true
		}
		if err := c.Look(b, theme); err != nil {
			t.Fatal(err)
		}
	}
	b.Text(3, 3, 60, "the end", chart.Bold)
	b.Fill(chart.Rect{Y: 5, W: b.W, H: 1}, chart.Cell{}) // blank again
	if c.Look(b, theme); strings.Contains(file.String(), "the end") {
		t.Error("it looks more often than it may")
	}
	if err := c.Last(b, theme); err != nil {
		t.Fatal(err)
	}

	var header struct {
		Version, Width, Height int
		Timestamp              int64
		Title                  string
		Env                    map[string]string
	}
	if err := json.Unmarshal([]byte(file.writes[0]), &header); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(header); got != `{2 60 12 1700000000 a "title" map[TERM:xterm-256color]}` {
		t.Errorf("header %s", got)
	}
	if end := file.writes[len(file.writes)-1]; !strings.Contains(end, `[?25h"]`) {
		t.Errorf("it leaves a terminal without a cursor: %q", end)
	}
	played := play(t, header.Width, header.Height, file.writes[1:])
	rows := strings.Split(played.String(), "\n")
	for k := range rows {
		rows[k] = strings.TrimRight(rows[k], " ")
	}
	if got := strings.Join(rows, "\n"); got != b.Dump() {
		t.Errorf("played:\n%s\nwant:\n%s", got, b.Dump())
	}
	// The same cells drawn at once have the same colours.
	whole := new(lines)
	if err := NewCast(whole, "", nil).Look(b, theme); err != nil {
		t.Fatal(err)
	}
	want := play(t, b.W, b.H, whole.writes[1:])
	for y := range b.H {
		for x := range b.W {
			got, want := played.CellAt(x, y), want.CellAt(x, y)
			if strings.TrimSpace(want.Content) != "" && !got.Style.Equal(&want.Style) {
				t.Errorf("cell %d, %d: %q has style %+v, want %+v", x, y, got.Content, got.Style, want.Style)
			}
		}
	}
}

// play shows events on a terminal in the process.
func play(t *testing.T, w, h int, events []string) *vt.Emulator {
	t.Helper()
	screen := vt.NewEmulator(w, h)
	before := -1.
	for _, line := range events {
		var event []any
		if err := json.Unmarshal([]byte(line), &event); err != nil || len(event) != 3 || strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Fatalf("not a line of an event: %q, %v", line, err)
		}
		if now := event[0].(float64); now < before {
			t.Errorf("time runs back: %v after %v", now, before)
		} else {
			before = now
		}
		switch text := event[2].(string); event[1] {
		case "o":
			if _, err := screen.WriteString(text); err != nil {
				t.Fatal(err)
			}
		case "r":
			if _, err := fmt.Sscanf(text, "%dx%d", &w, &h); err != nil {
				t.Fatal(err)
			}
			screen.Resize(w, h)
		default:
			t.Errorf("event %q", line)
		}
	}
	return screen
}

// A recording that cannot be written says so once, and ends.
func TestCastOnAFullDisk(t *testing.T) {
	file := &lines{most: 1}
	c := NewCast(file, "", nil)
	b := new(chart.Buffer)
	b.Resize(10, 2)
	if err := c.Look(b, chart.Theme{}); err == nil || c.Err() == nil {
		t.Errorf("error %v, %v", err, c.Err())
	}
	if err := c.Last(b, chart.Theme{}); err != nil || len(file.writes) != 1 {
		t.Errorf("it goes on: %v, %q", err, file.writes)
	}
}

package tui

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"spiketop/tui/picture"
)

// svgText reads the rows of an SVG of cells back: each character where its x says.
func svgText(t *testing.T, svg []byte) string {
	t.Helper()
	var page struct {
		Height int `xml:"height,attr"`
		Text   []struct {
			Y     int `xml:"y,attr"`
			Spans []struct {
				X    string `xml:"x,attr"`
				Text string `xml:",chardata"`
			} `xml:"tspan"`
		} `xml:"text"`
	}
	if err := xml.Unmarshal(svg, &page); err != nil {
		t.Fatal(err)
	}
	rows := make([][]rune, page.Height/picture.CellH)
	for _, e := range page.Text {
		row := &rows[e.Y/picture.CellH]
		for _, s := range e.Spans {
			letters := []rune(s.Text)
			for k, place := range strings.Fields(s.X) {
				x, err := strconv.Atoi(place)
				if err != nil {
					t.Fatal(err)
				}
				for len(*row) <= x/picture.CellW {
					*row = append(*row, ' ')
				}
				(*row)[x/picture.CellW] = letters[k]
			}
		}
	}
	var out []string
	for _, row := range rows {
		out = append(out, string(row))
	}
	return strings.Join(out, "\n")
}

// P keeps the screen that the person saw, the text to the character, beside the
// screen; where nothing can be written the reason is said.
func TestPictureOfTheScreen(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
		m, _ := testModel(size.w, size.h, stillFrame())
		wantIn(t, "without a place", pressNote(m, "P"), "P: nothing can be written here")
		m.clearNote()
		m.draw()
		var svg, image []byte
		m.opts.Keep = func(preset string, seed int, a, b []byte) ([]string, error) {
			if preset != "oscillation" || seed != 7 {
				t.Errorf("of %s, seed %d", preset, seed)
			}
			svg, image = a, b
			return []string{"x.svg", "x.png"}, nil
		}
		saw := screen(m)
		cmd := press(m, "P")
		press(m, "tab") // the picture is of before
		m.Update(cmd())
		wantIn(t, "P", noteLine(m), "written: x.svg, x.png")
		if got := svgText(t, svg); got != saw {
			t.Errorf("%d×%d: the picture says\n%s\nthe screen said\n%s", size.w, size.h, got, saw)
		}
		c, err := png.DecodeConfig(bytes.NewReader(image))
		if err != nil || c.Width != size.w*picture.CellW || c.Height != size.h*picture.CellH {
			t.Errorf("%d×%d pixels, %v", c.Width, c.Height, err)
		}
		m.opts.Keep = func(string, int, []byte, []byte) ([]string, error) { return nil, errors.New("x.svg: disk full") }
		m.Update(press(m, "P")())
		wantIn(t, "P on a full disk", noteLine(m), "x.svg: disk full")
	}
}

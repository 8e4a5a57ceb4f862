// Package picturetest reads pictures back, for tests.
package picturetest

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
)

// Text reads the rows of an SVG of cells, w×h pixels each: each character where its x
// says, the invisible ones too.
func Text(t testing.TB, svg []byte, w, h int) string {
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
	rows := make([][]rune, page.Height/h)
	for _, e := range page.Text {
		row := &rows[e.Y/h]
		for _, s := range e.Spans {
			places, letters := strings.Fields(s.X), []rune(s.Text)
			if len(places) != len(letters) {
				t.Fatalf("%d places for %q", len(places), s.Text)
			}
			for k, place := range places {
				x, err := strconv.Atoi(place)
				if err != nil {
					t.Fatal(err)
				}
				for len(*row) <= x/w {
					*row = append(*row, ' ')
				}
				(*row)[x/w] = letters[k]
			}
		}
	}
	var out []string
	for _, row := range rows {
		out = append(out, string(row))
	}
	return strings.Join(out, "\n")
}

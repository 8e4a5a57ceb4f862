package tui

import (
	"fmt"
	"slices"
	"strings"

	"spiketop/live"
	"spiketop/tui/chart"
)

// A Pane shows one aspect of a frame. It draws purely from the frame; its own
// state is only how it looks. The frame is there, and has what the pane needs.
type Pane interface {
	// Headline is the number beside the title, with its doubt; "" for none.
	Headline(f *live.Frame) string
	// Draw fills the inside of the pane, which is not empty; border and title are
	// drawn around it. It must cope with any size: what does not fit is said in words.
	Draw(b *chart.Buffer, r chart.Rect, f *live.Frame)
	// Keys are the keys that work while the pane has the focus.
	Keys() []Binding
}

// A PaneKind is a pane as it registers itself. Name, Number and New are required.
type PaneKind struct {
	Name   string // the title; :focus and presets call it by its first word
	Number int    // 1 to 9: its digit key, and its place in the order of tab
	New    func() Pane

	// In the grid of all panes: the column, and its share of the column's height.
	// Side stands where there is room for a third column. A pane whose column is
	// not there takes the right column while it has the focus.
	Column Column
	Height int
	Beside string // the pane that stands beside it where there is room for two
	Fills  int    // on a narrow screen with room to spare: the smaller, the sooner it stands there; 0: never

	Needs *Need     // the analysis that it shows; nil: none
	Wheel string    // the parameter that the mouse wheel nudges over it
	Turn  [2]string // without one: the keys that the wheel presses, up and down
}

// word is what :focus and presets call it.
func (k *PaneKind) word() string {
	word, _, _ := strings.Cut(k.Name, " ")
	return word
}

// Column is a column of the grid.
type Column int

const (
	Nowhere Column = iota
	Left
	Right
	Side
	nColumns
)

// A Need is an analysis that a pane shows.
type Need struct {
	Done  func(f *live.Frame) bool
	Until string // what the pane says until it is done
}

var (
	needTransfer  = &Need{func(f *live.Frame) bool { return f.Transfer != nil }, "the f–I curves come after the first analysis"}
	needSpectrum  = &Need{func(f *live.Frame) bool { return f.Spectrum != nil }, "the spectrum comes after the first analysis"}
	needMotifs    = &Need{func(f *live.Frame) bool { return f.Motifs != nil }, "motifs come after the first analysis"}
	needDimension = &Need{func(f *live.Frame) bool { return f.Dimension != nil }, "the dimension comes with the first counting windows"}
)

// missing is what the pane waits for, or "".
func (n *Need) missing(f *live.Frame) string {
	switch {
	case n == nil || f != nil && n.Done(f):
		return ""
	}
	return n.Until
}

// kinds are the registered panes, by their numbers.
var kinds []PaneKind

// register adds a pane to the screen: tab, digits, layouts, :focus, help and
// presets follow. It is for package variables and init functions, and panics
// where the kind is incomplete, or its name or number taken.
func register(k PaneKind) PaneKind {
	taken := slices.ContainsFunc(kinds, func(o PaneKind) bool { return o.word() == k.word() || o.Number == k.Number })
	if taken || k.word() == "" || k.New == nil || k.Number < 1 || k.Number > 9 {
		panic(fmt.Sprintf("tui: pane %q, %d must have a New, and a name and a number from 1 to 9 of its own", k.Name, k.Number))
	}
	at := slices.IndexFunc(kinds, func(o PaneKind) bool { return o.Number > k.Number })
	if at < 0 {
		at = len(kinds)
	}
	kinds = slices.Insert(kinds, at, k)
	return k
}

// slot is a pane on a screen.
type slot struct {
	PaneKind
	pane Pane
	keys []Binding
}

// ranks of a pane's own keys in the key line where they say none: the first, the others.
const rankOfFirst, rankOfOthers = 9, 15

// newPanes makes every registered pane, in the order of the tab key.
func newPanes() []slot {
	out := make([]slot, len(kinds))
	for i, k := range kinds {
		out[i] = slot{PaneKind: k, pane: k.New()}
		out[i].keys = out[i].pane.Keys()
		for j := range out[i].keys {
			b := &out[i].keys[j]
			if b.Rank == 0 {
				b.Rank = rankOfOthers
				if j == 0 {
					b.Rank = rankOfFirst
				}
			}
			b.show() // once, not with every frame
		}
	}
	return out
}

// headline is that of the pane, "" while it has nothing to say.
func (s *slot) headline(f *live.Frame) string {
	if f == nil || s.Needs.missing(f) != "" {
		return ""
	}
	return s.pane.Headline(f)
}

// draw fills the inside of the pane, or says what the pane waits for.
func (s *slot) draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if r.Empty() {
		return
	}
	defer b.Unclip(b.Clip(r))
	if f == nil {
		sayInstead(b, r, "the run has not started yet")
	} else if until := s.Needs.missing(f); until != "" {
		sayInstead(b, r, until)
	} else {
		s.pane.Draw(b, r, f)
	}
}

// paneNamed is the pane of that name (or its first word), or −1.
func paneNamed(panes []slot, name string) int {
	return slices.IndexFunc(panes, func(s slot) bool { return name != "" && strings.HasPrefix(s.Name, name) })
}

// sayInstead fills a pane that has nothing to show with the reason.
func sayInstead(b *chart.Buffer, r chart.Rect, why string) {
	if r.W > 20 {
		r = r.Cols(1, r.W-2)
	}
	b.Wrap(r.Rows(min(1, r.H/4), r.H), why, chart.Dim)
}

package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/param"
	"spiketop/live"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/tui/chart"
)

// A Pane shows one aspect of a frame. It draws purely from the frame; its own
// state is only how it looks. The frame is there, and has what the pane needs.
type Pane interface {
	// Headline is the number beside the title, with its doubt; "" for none. Parts
	// have " · " between them, the number first: what does not fit is left out whole.
	Headline(f *live.Frame) string
	// Draw fills the inside of the pane, which is not empty; border and title are
	// drawn around it. It must cope with any size: what does not fit is said in words.
	Draw(b *chart.Buffer, r chart.Rect, f *live.Frame)
	// Keys are the keys that work while the pane has the focus.
	Keys() []Binding
}

// silent is a pane that can have nothing to say. Silent gives the reason in a few
// words, and the key that helps: "not measured; p → dimension"; ""
// while there is something to show. A silent pane folds to its title line, which
// shows the reason.
type silent interface {
	Silent(f *live.Frame) string
}

// legended is a pane that explains its marks beside them. SetLegend turns that
// off and on; it is called with true when the pane is made.
type legended interface {
	SetLegend(on bool)
}

// viewed is a pane that has several views. Views is which of them is shown, from
// 1, and how many there are; the key m shows the next.
type viewed interface {
	Views() (now, of int)
}

// looking is a pane that shows details which are computed while they are on the screen
// only. Look adds them to what the screen looks at.
type looking interface {
	Look(q *live.Look, f *live.Frame)
}

// tellLook tells the run which details are on the screen, where that has changed.
func (m *Model) tellLook() {
	if m.frame == nil || m.tooSmall() {
		return
	}
	var now live.Look
	for i := range m.panes {
		if p, ok := m.panes[i].pane.(looking); ok && m.shown[i] {
			p.Look(&now, m.frame)
		}
	}
	if now != m.looks && m.send(now) {
		m.looks = now
	}
}

// A PaneKind is a pane as it registers itself. Name and New are required.
type PaneKind struct {
	Name  string // the title; :focus and presets call it by its first word
	Digit rune   // its key, and its place in the order of tab: '1' to '9', then '0'; 0: none, it comes after the others by its name
	New   func() Pane

	Weight Weight // where the preset says nothing of it
	Shows  shows  // of two networks
	Asked  bool   // of a guest: it has a place where a person asks for it, not by itself
	Wide   bool   // rows of a list: on the largest screen it has the width of two panes

	Opened func(m *Model) tea.Cmd // is called when a person asks for the pane by its digit, its name or the mouse; nil: nothing

	Needs  *Need                      // the analysis that it shows; nil: none
	Number func(f *live.Frame) string // the path of the number in the headline, in the measured tree; nil: it has none
	Wheel  string                     // the parameter that the mouse wheel nudges over it
	Turn   [2]string                  // without one: the keys that the wheel presses, up and down
}

// shows says which of two networks a pane shows.
type shows int

const (
	ofBoth   shows = iota
	ofA            // the first alone
	ofActing       // the one that keys act on
)

// digitOrder is the order of the panes' keys, as they stand on a keyboard.
const digitOrder = "1234567890"

// order is the place of a pane's key, behind all others without one; −1 for what is
// no digit.
func order(digit rune) int {
	if digit == 0 {
		return len(digitOrder)
	}
	return strings.IndexRune(digitOrder, digit)
}

// digit is the key as text; "" for none.
func (k *PaneKind) digit() string {
	if k.Digit == 0 {
		return ""
	}
	at := order(k.Digit)
	return digitOrder[at : at+1]
}

// title is the name behind its digit.
func (k *PaneKind) title() string {
	if k.Digit == 0 {
		return k.Name
	}
	return chart.Join(k.digit(), " ", k.Name)
}

// word is what :focus and presets call it.
func (k *PaneKind) word() string {
	word, _, _ := strings.Cut(k.Name, " ")
	return word
}

// A Need is an analysis that a pane shows.
type Need struct {
	Done  func(f *live.Frame) bool
	Until string                            // what the pane says until it is done
	Date  func(f *live.Frame) *measure.Date // of the result; nil: it is renewed all the time
}

var (
	needTransfer = &Need{func(f *live.Frame) bool { return f.Transfer != nil }, "the f–I curves come after the first analysis",
		func(f *live.Frame) *measure.Date { return &f.Transfer.Date }}
	needSpectrum = &Need{func(f *live.Frame) bool { return f.Spectrum != nil }, "the spectrum comes after the first analysis",
		func(f *live.Frame) *measure.Date {
			if f.Spectrum.Fresher() {
				return &f.Spectrum.Live.Date
			}
			return &f.Spectrum.Date
		}}
	needMotifs = &Need{func(f *live.Frame) bool { return f.Motifs != nil }, "motifs come after the first analysis",
		func(f *live.Frame) *measure.Date { return &f.Motifs.Date }}
	needDimension = &Need{func(f *live.Frame) bool { return f.Dimension != nil }, "the dimension comes with the first counting windows",
		func(f *live.Frame) *measure.Date { return &f.Dimension.Date }}
)

// missing is what the pane waits for, or "".
func (n *Need) missing(f *live.Frame) string {
	switch {
	case n == nil || f != nil && n.Done(f):
		return ""
	}
	return n.Until
}

// old says how old the result is, where that matters: "" for what is less than two
// seconds old to a person, and no change came since.
func (n *Need) old(f *live.Frame) string {
	if n == nil || n.Date == nil || f == nil || n.missing(f) != "" {
		return ""
	}
	const fresh = 2000 // ms of a person's time
	d := n.Date(f)
	age, speed := f.TimeMS-d.TimeMS, f.Speed
	if f.Achieved > 0 && f.Achieved < speed {
		speed = f.Achieved
	}
	if !(age > 0) {
		return ""
	}
	for k := len(f.Messages) - 1; k >= 0 && f.Messages[k].TimeMS > d.TimeMS; k-- {
		if msg := &f.Messages[k]; changesNetwork(msg.Echo) {
			return chart.Join("before ", msg.Echo, " changed")
		}
	}
	if age > fresh*max(1, speed) {
		return chart.Join(chart.Span(age), " old")
	}
	return ""
}

// changesNetwork reports whether what was measured before the parameter was set
// may be another now.
func changesNetwork(key string) bool {
	if key == "" {
		return false
	}
	d, err := run.Table.Find(key)
	return err == nil && !d.Event && d.Restarts&param.Counting != 0
}

// kinds are the registered panes, by their digits, then those without one by their names,
// those that a person asks for last.
var kinds []PaneKind

// register adds a pane to the screen: tab, digits, layouts, :focus, help and
// presets follow. A pane without a digit is a guest (guest.go). register is for
// package variables and init functions, and panics where the kind is incomplete, or
// its name or digit taken.
func register(k PaneKind) PaneKind {
	taken := slices.ContainsFunc(kinds, func(o PaneKind) bool { return o.word() == k.word() || o.Digit == k.Digit && k.Digit != 0 })
	if taken || k.word() == "" || k.New == nil || order(k.Digit) < 0 || len(kinds) == most {
		panic(fmt.Sprintf("tui: pane %q, %q must have a New, a name of its own, and a digit of its own or none; there can be %d panes", k.Name, k.Digit, most))
	}
	at := slices.IndexFunc(kinds, func(o PaneKind) bool {
		return cmp.Or(cmp.Compare(order(o.Digit), order(k.Digit)), cmp.Compare(asked(o), asked(k)), cmp.Compare(o.Name, k.Name)) > 0
	})
	if at < 0 {
		at = len(kinds)
	}
	kinds = slices.Insert(kinds, at, k)
	return k
}

// asked has the guests that a person asks for behind the others.
func asked(k PaneKind) int {
	if k.Asked {
		return 1
	}
	return 0
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
		setLegend(out[i].pane, true)
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

// setLegend turns the legend of a pane on or off, if it has one.
func setLegend(p Pane, on bool) {
	if l, ok := p.(legended); ok {
		l.SetLegend(on)
	}
}

// headline is that of the pane, "" while it has nothing to say.
func (s *slot) headline(f *live.Frame) string {
	if f != nil && f.B != nil {
		return s.headlineOfTwo(f)
	}
	return s.withBand(f, s.headlineOf(f))
}

// headlineOf is the headline of one network.
func (s *slot) headlineOf(f *live.Frame) string {
	if f == nil || s.Needs.missing(f) != "" {
		return ""
	}
	return s.pane.Headline(f)
}

// corner says which of its views a pane shows, and which key shows the next.
func (s *slot) corner(f *live.Frame) string {
	v, ok := s.pane.(viewed)
	if still, can := s.pane.(silent); !ok || can && f != nil && still.Silent(f) != "" {
		return ""
	}
	now, of := v.Views()
	if of < 2 { // all stand side by side
		return ""
	}
	return chart.Join("m ", whole(now), "/", whole(of))
}

// heading is what stands in the upper edge of the pane.
func (s *slot) heading(f *live.Frame, name string, focused bool) chart.Heading {
	h := chart.Heading{Name: name, Headline: s.headline(f), Old: s.Needs.old(f), Corner: s.corner(f), Focused: focused}
	if h.Parts = s.parts(f); h.Parts > 1 {
		h.Brief = brief(h.Headline)
	}
	return h
}

// draw fills the inside of the pane, or says what the pane waits for.
func (s *slot) draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if r.Empty() {
		return
	}
	defer b.Unclip(b.Clip(r))
	switch {
	case f == nil:
		sayInstead(b, r, "the run has not started yet")
	case f.B != nil:
		s.drawTwo(b, r, f)
	default:
		s.drawOne(b, r, f)
	}
}

// drawOne draws a frame that is there.
func (s *slot) drawOne(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if r.Empty() {
		return
	}
	if until := s.Needs.missing(f); until != "" {
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
	b.Wrap(r.Rows(min(1, r.H/4), r.H), why, chart.Plain)
}

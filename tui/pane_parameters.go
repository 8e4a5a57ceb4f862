package tui

import (
	"strings"

	"spiketop/experiment"
	"spiketop/internal/param"
	"spiketop/tui/chart"
)

// parametersPane lists every parameter of a run; what is selected can be nudged
// and edited.
type parametersPane struct {
	filter   string
	selected string // key
	first    int    // row of the list at the top
	page     int    // rows that were drawn
	shown    []int  // indices into experiment.Table
	listed   bool   // shown is what the filter leaves

	values  paramValues
	about   *param.Def[experiment.Params] // the parameter that what is about
	what    string
	actions []Action
}

// paramValues are the values of all parameters as text, kept until one changes.
type paramValues struct {
	of      experiment.Params
	known   bool
	text    []string // by the place in experiment.Table
	changed []bool   // not the default
	n       int      // of them
}

// read brings the texts up to date.
func (v *paramValues) read(f *experiment.Frame) {
	if v.known && v.of == f.Params {
		return
	}
	*v = paramValues{of: f.Params, known: true, text: v.text[:0], changed: v.changed[:0]}
	for i := range experiment.Table {
		d := &experiment.Table[i]
		text := d.Format(&v.of)
		changed := text != d.Format(&paramDefaults)
		v.text, v.changed = append(v.text, text), append(v.changed, changed)
		if changed {
			v.n++
		}
	}
}

func (*parametersPane) Name() string  { return "parameters" }
func (*parametersPane) Wheel() string { return "" } // the wheel moves the selection

// paramDefaults are what rows are compared with to mark the changed ones.
var paramDefaults = experiment.Table.Defaults()

func (p *parametersPane) Headline(f *experiment.Frame) string {
	if f == nil {
		return ""
	}
	p.values.read(f)
	head := "all at their defaults"
	if p.values.n > 0 {
		head = chart.Join(whole(p.values.n), " changed")
	}
	if p.filter != "" {
		head = chart.Join("/", p.filter, " · ", head)
	}
	return head
}

// SetFilter shows only rows whose key, symbol or help contain the text.
func (p *parametersPane) SetFilter(text string) { p.filter, p.listed = text, false }

// EditKey is the key of the selected parameter, "" if there is none.
func (p *parametersPane) EditKey() string {
	if at := p.at(); at >= 0 {
		return experiment.Table[p.list()[at]].Key
	}
	return ""
}

// list brings shown up to date with the filter.
func (p *parametersPane) list() []int {
	if p.listed {
		return p.shown
	}
	p.shown, p.listed = p.shown[:0], true
	words := strings.Fields(strings.ToLower(p.filter))
rows:
	for i := range experiment.Table {
		if len(words) > 0 {
			d := &experiment.Table[i]
			text := strings.ToLower(d.Key + " " + d.Symbol + " " + d.Help + " " + d.Mode())
			for _, word := range words {
				if !strings.Contains(text, word) {
					continue rows
				}
			}
		}
		p.shown = append(p.shown, i)
	}
	return p.shown
}

// at is the place of the selection in the list; the first row if it is not
// there, −1 if the list is empty.
func (p *parametersPane) at() int {
	for k, i := range p.list() {
		if experiment.Table[i].Key == p.selected {
			return k
		}
	}
	if len(p.shown) == 0 {
		return -1
	}
	return 0
}

// move moves the selection by so many rows.
func (p *parametersPane) move(by int) {
	if at := p.at(); at >= 0 {
		p.selected = experiment.Table[p.shown[min(max(at+by, 0), len(p.shown)-1)]].Key
	}
}

func (p *parametersPane) Actions() []Action {
	if p.actions != nil {
		return p.actions
	}
	empty := func(*experiment.Frame) string {
		if len(p.list()) == 0 {
			return chart.Join("no parameter matches /", p.filter)
		}
		return ""
	}
	move := func(by func() int) func(*experiment.Frame) []experiment.Request {
		return func(*experiment.Frame) []experiment.Request { p.move(by()); return nil }
	}
	nudge := func(dir int) func(*experiment.Frame) []experiment.Request {
		return func(*experiment.Frame) []experiment.Request {
			return []experiment.Request{experiment.Nudge{Key: p.EditKey(), Dir: dir}}
		}
	}
	all := len(experiment.Table)
	p.actions = []Action{
		{Keys: []string{"up"}, Show: "↑", Help: "select", Do: move(func() int { return -1 }), Why: empty},
		{Keys: []string{"down"}, Show: "↓", Help: "select", Do: move(func() int { return 1 }), Why: empty},
		{Keys: []string{"left"}, Show: "←", Help: "less", Do: nudge(-1), Why: empty},
		{Keys: []string{"right"}, Show: "→", Help: "more", Do: nudge(1), Why: empty},
		{Keys: []string{"pgup"}, Help: "page up", Do: move(func() int { return -max(1, p.page-1) }), Why: empty},
		{Keys: []string{"pgdown"}, Help: "page down", Do: move(func() int { return max(1, p.page-1) }), Why: empty},
		{Keys: []string{"home"}, Help: "first", Do: move(func() int { return -all }), Why: empty},
		{Keys: []string{"end"}, Help: "last", Do: move(func() int { return all }), Why: empty},
	}
	return p.actions
}

func (p *parametersPane) Draw(b *chart.Buffer, r chart.Rect, f *experiment.Frame) {
	defer b.Unclip(b.Clip(r))
	at := p.at()
	switch {
	case r.Empty():
		return
	case f == nil:
		sayInstead(b, r, "no run yet")
		return
	case at < 0:
		sayInstead(b, r, chart.Join("no parameter matches /", p.filter, "; esc shows all"))
		return
	}
	p.values.read(f)
	about := 0 // rows about the selected parameter
	switch {
	case r.H >= 14:
		about = 3
	case r.H >= 7:
		about = 2
	}
	rows := r.H - about
	p.page = rows
	p.first = min(max(p.first, at-rows+1), at)
	p.first = max(0, min(p.first, len(p.shown)-rows))
	for k := range min(rows, len(p.shown)-p.first) {
		p.drawRow(b, r.Row(k), p.shown[p.first+k], p.first+k == at)
	}
	if rows > 1 && len(p.shown) > rows { // where in the list this is
		thumb := max(1, rows*rows/len(p.shown))
		top := p.first * (rows - thumb) / max(1, len(p.shown)-rows)
		for k := range thumb {
			b.Set(r.X+r.W-1, r.Y+top+k, '▐', chart.Border)
		}
	}
	if about > 0 {
		p.drawAbout(b, r.Rows(rows, about), &experiment.Table[p.shown[at]])
	}
}

// Columns of the list.
const (
	paramKey    = 18
	paramSymbol = 6
	paramValue  = 11
	paramUnit   = 4
	paramMode   = 8
)

func (p *parametersPane) drawRow(b *chart.Buffer, r chart.Rect, i int, selected bool) {
	r.W-- // the scroll mark
	d := &experiment.Table[i]
	mark, value := " ", chart.Plain
	if p.values.changed[i] {
		mark, value = "*", chart.Bold
	}
	point := " "
	if selected {
		point = "►"
	}
	role := func(role chart.Role) chart.Role {
		if selected {
			return chart.Reverse
		}
		return role
	}
	if selected {
		b.Fill(r, chart.Cell{Rune: ' ', Role: chart.Reverse})
	}
	w := b.Write(r, 0)
	w.Text(point, role(chart.Plain)).Text(mark, role(chart.Warn)).Cut(d.Key, role(chart.Plain))
	next := r.X + 2 + paramKey
	w.To(next)
	if r.W >= 44 {
		w.Text(d.Symbol, role(chart.Dim))
		next += paramSymbol
		w.To(next)
	}
	text := p.values.text[i]
	if wide := b.Width(text); wide < paramValue {
		w.Skip(paramValue - 1 - wide)
	}
	w.Text(text, role(value)).Text(" ", role(chart.Plain))
	w.Text(d.Unit, role(chart.Dim))
	next += paramValue + paramUnit
	w.To(next)
	if w.Left() >= paramMode {
		mode := chart.Dim
		if d.Rebuild {
			mode = chart.Warn
		}
		w.Text(d.Mode(), role(mode))
		w.To(next + paramMode)
	}
	if w.Left() >= 16 {
		w.Cut(d.Help, role(chart.Dim))
	}
}

// drawAbout says what the selected parameter is and may be.
func (p *parametersPane) drawAbout(b *chart.Buffer, r chart.Rect, d *param.Def[experiment.Params]) {
	k := 0
	if r.H >= 3 {
		for x := r.X; x < r.X+r.W; x++ {
			b.Set(x, r.Y, '─', chart.Border)
		}
		k++
	}
	w := b.Write(r, k)
	if d.Symbol != "" {
		w.Text(d.Symbol, chart.Bold).Text(" ", chart.Bold)
	}
	w.Cut(d.Help, chart.Plain)
	w = b.Write(r, k+1)
	if p.about != d {
		p.about, p.what = d, accepted(d)
	}
	w.Cut(p.what, chart.Dim)
}

// accepted says what a parameter may be, and what a change does.
func accepted(d *param.Def[experiment.Params]) string {
	what := d.Range()
	if d.Kind() == "real" || d.Kind() == "integer" || d.Kind() == "choice" {
		what += "; default " + d.Format(&paramDefaults)
	}
	if d.Rebuild {
		what += "; a change rebuilds the network"
	}
	if d.Down+d.Up != "" {
		what += "; keys " + strings.TrimSpace(d.Down+" "+d.Up)
	}
	return what
}

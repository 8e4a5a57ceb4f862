package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/param"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// parametersPane lists every parameter of a run; what is selected can be nudged
// and edited.
type parametersPane struct {
	filter   string
	selected string // key
	first    int    // row of the list at the top
	page     int    // rows that were drawn
	shown    []int  // indices into run.Table
	listed   bool   // shown is what the filter leaves

	values paramValues
	about  *param.Def[run.Params] // the parameter that what is about
	what   string
	help   string
}

var _ = register(PaneKind{Name: "parameters", Digit: '7', New: func() Pane { return new(parametersPane) },
	Wide: true, Shows: ofActing, Turn: [2]string{"up", "down"}})

// paramValues are the values of all parameters as text, kept until one changes.
type paramValues struct {
	of      run.Params
	known   bool
	text    []string // by the place in run.Table
	acts    []string // where that is not what acts: "acts as 5 ms"
	changed []bool   // not the default
	n       int      // of them
}

// read brings the texts up to date.
func (v *paramValues) read(f *live.Frame) {
	if v.known && v.of == f.Params {
		return
	}
	*v = paramValues{of: f.Params, known: true, text: v.text[:0], acts: v.acts[:0], changed: v.changed[:0]}
	for i := range run.Table {
		d := &run.Table[i]
		text := d.Format(&v.of)
		changed := text != d.Format(&paramDefaults)
		acts := ""
		if ms, rounded := run.Acts(&v.of, d); rounded {
			acts = chart.Join("acts as ", floating(ms, 'g', 6), " ms")
		}
		v.text, v.acts, v.changed = append(v.text, text), append(v.acts, acts), append(v.changed, changed)
		if changed {
			v.n++
		}
	}
}

// paramDefaults are what rows are compared with to mark the changed ones.
var paramDefaults = run.Table.Defaults()

func (p *parametersPane) Headline(f *live.Frame) string {
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
		return run.Table[p.list()[at]].Key
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
	for i := range run.Table {
		if len(words) > 0 {
			d := &run.Table[i]
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
		if run.Table[i].Key == p.selected {
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
		p.selected = run.Table[p.shown[min(max(at+by, 0), len(p.shown)-1)]].Key
	}
}

func (p *parametersPane) Keys() []Binding {
	empty := func(*Model, string) string {
		return when(len(p.list()) == 0, chart.Join("no parameter matches /", p.filter))
	}
	by := map[string]func() int{
		"up": func() int { return -1 }, "down": func() int { return 1 },
		"pgup": func() int { return -max(1, p.page-1) }, "pgdown": func() int { return max(1, p.page-1) },
		"home": func() int { return -len(run.Table) }, "end": func() int { return len(run.Table) },
	}
	move := func(_ *Model, key string) tea.Cmd { p.move(by[key]()); return nil }
	return []Binding{
		{Keys: []string{"up", "down"}, Show: "↑↓", Short: "select", Help: "select the parameter above, below", Do: move, Why: empty},
		{Keys: []string{"left", "right"}, Show: "←→", Short: "less, more", Help: "less, more of it", Why: empty,
			Do: asking(func(_ *live.Frame, key string) live.Request {
				return live.Nudge{Key: p.EditKey(), Dir: map[string]int{"left": -1, "right": +1}[key]}
			})},
		{Keys: []string{"pgup", "pgdown"}, Show: "page up/down", Help: "a page up, a page down", Do: move, Why: empty},
		{Keys: []string{"home", "end"}, Help: "the first, the last", Do: move, Why: empty},
	}
}

func (p *parametersPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	at := p.at()
	if at < 0 {
		sayInstead(b, r, chart.Join("no parameter matches /", p.filter, "; esc shows all"))
		return
	}
	p.values.read(f)
	about := 0 // rows about the selected parameter
	switch {
	case r.H >= 20 && r.W < narrowList:
		about = 4 // the meaning is cut in the list
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
		p.drawAbout(b, r.Rows(rows, about), p.shown[at])
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

// Columns of the list where it is narrow, so that the meaning has a place, too.
const (
	narrowList  = 60
	narrowKey   = 16
	narrowValue = 8 // with its unit
)

func (p *parametersPane) drawRow(b *chart.Buffer, r chart.Rect, i int, selected bool) {
	r.W-- // the scroll mark
	d := &run.Table[i]
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
	text, acts := p.values.text[i], p.values.acts[i]
	if r.W < narrowList {
		next := r.X + 2 + narrowKey
		w.To(next)
		w.Skip(1)
		w.Text(text, role(value))
		if d.Unit != "" {
			w.Text(" ", role(chart.Plain)).Text(d.Unit, role(chart.Plain))
		}
		w.To(next + 1 + narrowValue)
		w.Skip(1)
		p.drawMeaning(&w, d, acts, role)
		return
	}
	next := r.X + 2 + paramKey
	w.To(next)
	w.Text(d.Symbol, role(chart.Plain))
	next += paramSymbol
	w.To(next)
	if wide := b.Width(text); wide < paramValue {
		w.Skip(paramValue - 1 - wide)
	}
	w.Text(text, role(value)).Text(" ", role(chart.Plain))
	w.Text(d.Unit, role(chart.Plain))
	next += paramValue + paramUnit
	w.To(next)
	mode := chart.Plain
	if d.Rebuilds() {
		mode = chart.Warn
	}
	w.Text(d.Mode(), role(mode))
	w.To(next + paramMode)
	p.drawMeaning(&w, d, acts, role)
}

// drawMeaning says what a parameter is, after what acts in its place.
func (p *parametersPane) drawMeaning(w *chart.Writer, d *param.Def[run.Params], acts string, role func(chart.Role) chart.Role) {
	if acts != "" {
		w.Cut(acts, role(chart.Warn))
		w.Text("  ", role(chart.Plain))
	}
	if w.Left() >= 8 {
		w.Cut(d.Help, role(chart.Plain))
	}
}

// drawAbout says what the selected parameter is and may be.
func (p *parametersPane) drawAbout(b *chart.Buffer, r chart.Rect, i int) {
	d := &run.Table[i]
	k := 0
	if r.H >= 3 {
		for x := r.X; x < r.X+r.W; x++ {
			b.Set(x, r.Y, '─', chart.Border)
		}
		k++
	}
	if p.about != d {
		p.about, p.what = d, accepted(d)
		p.help = d.Help
		if d.Symbol != "" {
			p.help = d.Symbol + ": " + d.Help
		}
	}
	rest := r.Rows(k, r.H)
	k = b.Wrap(rest.Rows(0, max(1, rest.H-1)), p.help, chart.Plain)
	rest = rest.Rows(k, rest.H)
	if acts := p.values.acts[i]; acts != "" {
		b.Wrap(rest, chart.Join(acts, ", whole steps of net.dt; ", p.what), chart.Warn)
		return
	}
	b.Wrap(rest, p.what, chart.Plain)
}

// accepted says what a parameter may be, and what a change does.
func accepted(d *param.Def[run.Params]) string {
	what := d.Range()
	if d.Kind() == "real" || d.Kind() == "integer" || d.Kind() == "choice" {
		what += "; default " + d.Format(&paramDefaults)
	}
	if d.Rebuilds() {
		what += "; a change rebuilds the network"
	}
	if d.Down+d.Up != "" {
		what += "; keys " + strings.TrimSpace(d.Down+" "+d.Up)
	}
	return what
}

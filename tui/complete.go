package tui

import (
	"fmt"
	"strings"

	"spiketop/run"
	"spiketop/tui/chart"
)

// option is something that may stand at the end of the : line.
type option struct {
	line  string // what the line becomes
	label string
	value string // as it stands
	help  string
}

// options are the completions of the line as it stands.
func (c *command) options(m *Model) []option {
	key, value, hasValue := parse(c.line.Value())
	if !hasValue {
		return keyOptions(m, key)
	}
	var out []option
	for _, w := range words {
		if w.name == key && w.args != nil {
			var all []option
			for _, arg := range w.args(m) {
				o := option{line: key + " " + arg, label: arg, help: w.about(m, arg)}
				all = append(all, o)
				if strings.HasPrefix(arg, value) {
					out = append(out, o)
				}
			}
			if out == nil {
				return closest(value, all)
			}
			return out
		}
	}
	d, err := run.Table.Find(key)
	if err != nil {
		return nil
	}
	for _, v := range d.Words() {
		if strings.HasPrefix(v, value) {
			out = append(out, option{line: key + " " + v, label: v})
		}
	}
	return out
}

// keyOptions are the parameters, words and actions that begin with what was typed,
// then those that contain it; without any, those whose symbol or meaning does; then
// those that have its letters in that order.
func keyOptions(m *Model, typed string) []option {
	typed = strings.ToLower(typed)
	var ranked [3][]option
	var all []option
	add := func(key, symbol, value, help string) {
		o := option{key + " ", key, value, help}
		all = append(all, o)
		switch {
		case strings.HasPrefix(key, typed):
			ranked[0] = append(ranked[0], o)
		case strings.Contains(key, typed):
			ranked[1] = append(ranked[1], o)
		case strings.EqualFold(symbol, typed) || len(typed) > 2 && strings.Contains(strings.ToLower(help), typed):
			ranked[2] = append(ranked[2], o)
		}
	}
	for i := range run.Table {
		d := &run.Table[i]
		value := ""
		if m.frame != nil {
			value = d.Format(&m.frame.Params)
			if d.Unit != "" {
				value += " " + d.Unit
			}
		}
		add(d.Key, d.Symbol, value, d.Help)
	}
	for _, w := range words {
		add(w.name, "", "", w.help)
	}
	for _, a := range actions {
		add(a.name, "", "", bound(m.keys, a.key).Help)
	}
	for _, w := range words {
		if typed == "" || w.args == nil || w.name == "open" || w.name == "map" { // the same as preset; every number there is
			continue
		}
		for _, arg := range w.args(m) {
			add(w.name+" "+arg, "", "", w.about(m, arg))
		}
	}
	switch found := append(ranked[0], ranked[1]...); {
	case len(found) > 0:
		return found
	case len(ranked[2]) > 0:
		return ranked[2]
	}
	return closest(typed, all)
}

// complete extends the line as far as all completions agree, then goes through them.
func (c *command) complete(m *Model, dir int) {
	c.problem = ""
	if c.cycle != nil {
		c.at = (c.at + dir + len(c.cycle)) % len(c.cycle)
		c.set(c.cycle[c.at].line)
		return
	}
	opts := c.options(m)
	if len(opts) == 0 {
		c.say(true, "nothing begins like this")
		return
	}
	if common := commonPrefix(c.line.Value(), opts); len(common) > len(c.line.Value()) {
		c.set(common)
		return
	}
	if len(opts) == 1 {
		c.set(opts[0].line)
		return
	}
	c.cycle, c.at = opts, 0
	if dir < 0 {
		c.at = len(c.cycle) - 1
	}
	c.set(c.cycle[c.at].line)
}

// commonPrefix is how far all completions that extend the line agree.
func commonPrefix(line string, opts []option) (common string) {
	for _, o := range opts {
		switch {
		case !strings.HasPrefix(o.line, line):
			continue
		case common == "":
			common = o.line
		}
		for !strings.HasPrefix(o.line, common) {
			common = common[:len(common)-1]
		}
	}
	return common
}

// draw shows the line in the place of the messages, what may follow above it,
// and what was wrong with it below.
func (c *command) draw(m *Model, b *chart.Buffer) {
	y := b.H - 2
	b.Fill(chart.Rect{X: 0, Y: y, W: b.W, H: 1}, chart.Cell{})
	m.cursor = drawInput(b, 1, y, b.W-1, ":", c.line)
	if c.problem != "" {
		role := chart.Plain
		if c.bad {
			role = chart.Bad
		}
		b.Fill(chart.Rect{X: 0, Y: y + 1, W: b.W, H: 1}, chart.Cell{})
		b.Cut(1, y+1, b.W-1, c.problem, role)
	}
	c.drawOptions(m, b, y)
}

// drawOptions lists the completions, or tells about the parameter whose value is typed.
func (c *command) drawOptions(m *Model, b *chart.Buffer, bottom int) {
	opts, title := c.cycle, "tab completes"
	if opts == nil { // the list stays while tab goes through it
		opts = c.options(m)
	}
	key, _, hasValue := parse(c.line.Value())
	if hasValue && c.cycle == nil {
		if d, err := run.Table.Find(key); err == nil && m.frame != nil {
			title = d.Key + " is " + d.Format(&m.frame.Params)
			head := []option{{label: d.Symbol, help: d.Help}, {label: d.Mode(), help: d.Range() + unit(d)}}
			opts = append(head, opts...)
		}
	}
	rows := min(len(opts), 12, (bottom-4)/2)
	if rows <= 0 {
		return
	}
	first := 0
	if c.cycle != nil {
		first = min(max(0, c.at-rows/2), len(opts)-rows)
	}
	r := chart.Rect{X: 0, Y: bottom - rows - 2, W: min(b.W, 96), H: rows + 2}
	b.Fill(r, chart.Cell{})
	more := ""
	if len(opts) > rows {
		more = fmt.Sprintf("%d of %d", rows, len(opts))
	}
	chart.Box(b, r, title, more, true)
	for i := range rows {
		o, y, end := opts[first+i], r.Y+1+i, r.X+r.W-2
		label, text := chart.Bold, chart.Plain
		if c.cycle != nil && first+i == c.at {
			label, text = chart.Reverse, chart.Reverse
			b.Fill(chart.Rect{X: 1, Y: y, W: r.W - 2, H: 1}, chart.Cell{Rune: ' ', Role: chart.Reverse})
		}
		b.Cut(2, y, min(2+19, end), o.label, label)
		b.Cut(22, y, min(22+13, end), o.value, text)
		x := 36
		if o.value == "" {
			x = 22
		}
		b.Cut(x, y, end, o.help, text)
	}
}

func unit(d *def) string {
	if d.Unit == "" {
		return ""
	}
	return ", in " + d.Unit
}

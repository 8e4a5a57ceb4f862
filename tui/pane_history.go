package tui

import (
	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// historyPane lists what was done to the run, with its times, and goes back to it.
type historyPane struct {
	of       *live.Past
	rows     []pastRow
	selected pastAt
	picked   bool // a person has selected; else the selection is the present
	first    int  // row at the top
	page     int  // rows that were drawn
}

// pastAt is a row: an assignment of a branch.
type pastAt struct{ branch, entry int }

// The rows of a branch beside its assignments.
const (
	pastHead  = -2
	pastBegin = -1
)

// pastRow is a row of the list. Enter goes to its step.
type pastRow struct {
	at      pastAt
	step    int64
	ms      float64
	what    string
	by      string
	present bool // of the present branch
	end     bool // its step is that of the run as long as it is not in the past
}

var _ = register(PaneKind{Name: "history", New: func() Pane { return new(historyPane) }, Shows: ofActing, Asked: true, Wide: true, Turn: [2]string{"up", "down"}})

func (p *historyPane) Silent(f *live.Frame) string {
	switch {
	case f.Past == nil || f.Past.Now >= len(f.Past.Branches) || f.Past.Now < 0:
		return "no past of this run is kept"
	case f.Past.Why != "":
		return f.Past.Why
	}
	return ""
}

func (p *historyPane) Headline(f *live.Frame) string {
	if p.Silent(f) != "" {
		return ""
	}
	now := &f.Past.Branches[f.Past.Now]
	return chart.Join(count(len(now.Log), "assignment"), " · ", branches(f.Past), " · ", megabytes(f.Past.Bytes), " of ", megabytes(f.Past.Most), " MB")
}

func branches(p *live.Past) string {
	if len(p.Branches) == 1 {
		return "1 branch"
	}
	return chart.Join("branch ", whole(p.Branches[p.Now].Number), " of ", whole(len(p.Branches)))
}

func megabytes(bytes int) string { return whole((bytes + 1<<20 - 1) >> 20) }

// read brings the rows up to date: the present branch, then the others, the newest first.
func (p *historyPane) read(f *live.Frame) {
	if p.of == f.Past {
		return
	}
	p.of, p.rows = f.Past, p.rows[:0]
	if p.Silent(f) != "" {
		return
	}
	now := f.Past.Now
	p.add(&f.Past.Branches[now], true, 0)
	for k := len(f.Past.Branches) - 1; k >= 0; k-- {
		if k != now {
			a, b := f.Past.Branches[now].Log, f.Past.Branches[k].Log
			same := 0
			for same < min(len(a), len(b)) && a[same] == b[same] {
				same++
			}
			p.add(&f.Past.Branches[k], false, same)
		}
	}
}

// add adds the rows of a branch, with the assignments from one on.
func (p *historyPane) add(b *live.PastBranch, present bool, from int) {
	row := func(entry int, step int64, ms float64, what, by string) {
		p.rows = append(p.rows, pastRow{at: pastAt{b.Number, entry}, step: step, ms: ms, what: what, by: by, present: present})
	}
	left := ""
	if b.Parent > 0 {
		left = chart.Join(" left branch ", whole(b.Parent), " at step ", whole(int(b.From)))
	}
	if present {
		what := "the run begins"
		if b.Parent > 0 {
			what = chart.Join(what, "; branch ", whole(b.Number), left)
		}
		row(pastBegin, 0, 0, what, "")
	} else {
		row(pastHead, b.End, b.EndMS, chart.Join("branch ", whole(b.Number), left, ": its end"), "")
	}
	for k := from; k < min(len(b.Log), len(b.MS)); k++ {
		l := &b.Log[k]
		row(k, l.Step, b.MS[k], chart.Join(l.Key, " ", l.Was, " → ", l.Text), byWhat[l.By])
	}
	if present {
		row(len(b.Log), b.End, b.EndMS, "the end of this branch", "")
		p.rows[len(p.rows)-1].end = true
	}
}

// byWhat says what made an assignment, where no key did.
var byWhat = map[run.By]string{run.Timeline: "by the preset", run.Undoing: "undo", run.Redoing: "redo"}

// here is the row that the run stands at or behind.
func (p *historyPane) here(f *live.Frame) int {
	at := 0
	for k := range p.rows {
		if r := &p.rows[k]; r.present && (r.step < f.Step || k == 0 || !f.Past.Ahead) {
			at = k
		}
	}
	return at
}

// at is the row that is selected; −1 where there is none.
func (p *historyPane) at(f *live.Frame) int {
	if p.read(f); len(p.rows) == 0 {
		return -1
	}
	if p.picked {
		for k := range p.rows {
			if p.rows[k].at == p.selected {
				return k
			}
		}
	}
	return p.here(f)
}

func (p *historyPane) move(f *live.Frame, by int) {
	at := p.at(f)
	if at < 0 {
		return
	}
	to := min(max(at+by, 0), len(p.rows)-1)
	p.selected, p.picked = p.rows[to].at, to != p.here(f)
}

// target is the step of a row, and its branch.
func (p *historyPane) target(f *live.Frame, k int) (branch int, step int64) {
	r := &p.rows[k]
	if r.end && !f.Past.Ahead {
		return r.at.branch, f.Step
	}
	return r.at.branch, r.step
}

// fewMS is how far the arrows go.
const fewMS = 100

func (p *historyPane) Keys() []Binding {
	none := func(m *Model, key string) string {
		if m.frame == nil {
			return needFrame(m, key)
		}
		return p.Silent(m.acts())
	}
	const all = 1 << 30 // rows
	by := map[string]func() int{
		"up": func() int { return -1 }, "down": func() int { return 1 },
		"pgup": func() int { return -max(1, p.page-1) }, "pgdown": func() int { return max(1, p.page-1) },
		"home": func() int { return -all }, "end": func() int { return all },
	}
	move := func(m *Model, key string) tea.Cmd { p.move(acted(m.seen()), by[key]()); return nil }
	few := func(f *live.Frame, key string) live.Request {
		n := max(1, int64(fewMS/f.Params.Net.Dt))
		if key == "left" {
			n = -n
		}
		return live.Shift{Steps: n}
	}
	return []Binding{
		{Keys: []string{"up", "down"}, Show: "↑↓", Short: "select", Help: "select the assignment above, below", Do: move, Why: none},
		{Keys: []string{"enter"}, Short: "go there", Help: "go to the selected place: to the step of an assignment before it is made, or to the end of a branch", Why: none,
			Do: func(m *Model, _ string) tea.Cmd {
				at := p.at(m.acts())
				if at < 0 {
					return nil
				}
				branch, step := p.target(m.acts(), at)
				p.picked = false
				return m.ask(chart.Join("to step ", whole(int(step)), " of branch ", whole(branch), " …"), live.Back{Branch: branch, Step: step})
			}},
		{Keys: []string{"left", "right"}, Show: "←→", Short: "back, on", Help: "100 ms back, on along what was done (pauses)", Do: asking(few),
			Why: func(m *Model, key string) string {
				switch why := none(m, key); {
				case why != "":
					return why
				case key == "left" && m.frame.Step == 0:
					return "the run begins here"
				case key == "right" && !m.acts().Past.Ahead:
					return "this is the end of the branch: space goes on"
				}
				return ""
			}},
		{Keys: []string{"pgup", "pgdown"}, Show: "page up/down", Help: "a page up, a page down", Do: move, Why: none},
		{Keys: []string{"home", "end"}, Help: "the first, the last", Do: move, Why: none},
	}
}

func (p *historyPane) Draw(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	if why := p.Silent(f); why != "" {
		sayInstead(b, r, why)
		return
	}
	at, here := p.at(f), p.here(f)
	p.page = r.H
	p.first = min(max(p.first, at-r.H+1), at)
	p.first = max(0, min(p.first, len(p.rows)-r.H))
	for k := range min(r.H, len(p.rows)-p.first) {
		p.drawRow(b, r.Row(k), f, p.first+k, p.first+k == at, p.first+k == here)
	}
}

func (p *historyPane) drawRow(b *chart.Buffer, r chart.Rect, f *live.Frame, k int, selected, here bool) {
	row := &p.rows[k]
	ms, what := row.ms, row.what
	role := chart.Plain
	switch {
	case row.end && !f.Past.Ahead:
		ms, what, role = f.TimeMS, "now", chart.Bold
	case row.at.entry == pastHead:
		role = chart.Bold
	case row.present && f.Past.Ahead && row.step >= f.Step:
		role = chart.Dim // comes again
	}
	if selected {
		role = chart.Reverse
		b.Fill(r, chart.Cell{Rune: ' ', Role: role})
	}
	w := b.Write(r, 0)
	point, mark := " ", " "
	if selected {
		point = "►"
	}
	if here {
		mark = "●"
	}
	w.Text(point, role).Text(mark, role)
	time := seconds(ms)
	w.Skip(max(1, 10-b.Width(time)))
	w.Text(time, role)
	w.Skip(2)
	w.Cut(what, role)
	if row.by != "" {
		w.Skip(2)
		w.Cut(row.by, role)
	}
}

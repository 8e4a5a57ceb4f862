package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/matrix"
	"spiketop/internal/racetest"
	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// moments of a protocol at which a preset is looked at.
var moments = []struct {
	name  string
	until func(s *run.Session) bool
}{
	{"before", func(s *run.Session) bool { return s.TimeMS() >= 60 }},
	{"while", func(s *run.Session) bool {
		phase, pass := s.Pass()
		return s.Params().Target.None() && s.TimeMS() >= 800 || phase == run.Target && pass.Kind == run.TrainPass && pass.Number == 3
	}},
	{"after", func(s *run.Session) bool { return s.Done() }},
}

// ranFrame is a preset, small and short, at a moment: with all that is analysed there.
func ranFrame(t *testing.T, name string, until func(*run.Session) bool) (*live.Frame, matrix.Matrix) {
	t.Helper()
	plan, err := presets.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	view := plan.View
	plan.View.Speed = 1e-9 // the runner makes no step
	var sets []presets.Assignment
	for _, kv := range [][2]string{{"net.n", "100"}, {"learn.start", "100"}, {"learn.passes", "4"}, {"learn.tests", "2"},
		{"target.duration", "300"}, {"metrics.window", "20"}, {"record.windows", "40"}} {
		sets = append(sets, presets.Assignment{Key: kv[0], Text: kv[1]})
	}
	s, err := run.NewSession(plan, sets)
	if err != nil {
		t.Fatal(err)
	}
	for !until(s) {
		s.Step()
	}
	r := live.NewRunner(s, nil)
	r.Send(live.Run{On: false})
	r.Send(live.Look{Glass: true})
	end, limited := t.Deadline()
	end = end.Add(-time.Until(end) / 2)
	for ; !limited || time.Now().Before(end); time.Sleep(time.Millisecond) {
		f := r.Frame()
		if f == nil || f.Dimension == nil || f.Transfer == nil || f.Spiking == nil || f.Spectrum == nil || f.Motifs == nil || f.Partners == nil || f.Spectrum.PredictNote == "predicting the outliers" {
			continue
		}
		s, _ := r.Close()
		stillGlass(f)
		f.View, f.Running, f.Speed, f.Achieved = view, true, view.Speed, view.Speed
		return f, s.Copy(false).W
	}
	r.Close()
	t.Fatalf("%s: no analysis came", name)
	return nil, matrix.Matrix{}
}

// On all presets, before, while and after training, at the five sizes, with every
// pane in focus and alone, in all its views: no title is cut, no two labels overlap,
// no label lies on data and no data on a label.
func TestNothingCut(t *testing.T) {
	racetest.SkipAlone(t, "the test draws; the runner behind the frames is watched in live")
	if testing.Short() {
		t.Skip("runs every preset")
	}
	for _, name := range presets.Names() {
		for _, moment := range moments {
			t.Run(name+" "+moment.name, func(t *testing.T) {
				f, w := ranFrame(t, name, moment.until)
				seen := map[string]bool{}
				var asked live.MatrixView
				for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 36}, {170, 36}, {200, 60}} {
					for _, ascii := range []bool{false, true} {
						m, _ := testModel(size[0], size[1], f)
						m.settleFolds(true)
						m.buf.ASCII, m.buf.Ledger = ascii, new(chart.Ledger)
						everyPane(m, func(how string) {
							m.dirty = drawAll
							m.paint()
							// A pane asks for W in a view that it has room for.
							if p := m.panes[numberOf("matrix")].pane.(*matrixPane); p.room > 0 && p.view(f) != asked {
								asked = p.view(f)
								f.Matrix = stillView(w, f, asked)
								m.dirty = drawAll
								m.paint()
							}
							for _, slip := range nothingCut(m) {
								if !seen[slip] {
									t.Errorf("%d×%d, ASCII %t, %s: %s", size[0], size[1], ascii, how, slip)
								}
								seen[slip] = true
							}
						})
					}
				}
			})
		}
	}
}

// everyPane calls look with every pane in focus and in all its views: among the
// others, alone, without its legend, and picked.
func everyPane(m *Model, look func(how string)) {
	for focus := range m.panes {
		m.setFocus(focus)
		for view := range 3 {
			for k, how := range []string{"", "zoom", "no legend", "picked"} {
				m.zoom, m.picked = k == 1 || k == 2, picks{}
				if k == 3 {
					m.picked.add(focus)
					m.picked.add((focus + 1) % len(m.panes))
				}
				setLegend(m.panes[focus].pane, k != 2)
				look(fmt.Sprintf("focus %s, view %d, %s", m.panes[focus].Name, view, how))
			}
			m.zoom, m.picked = false, picks{}
			setLegend(m.panes[focus].pane, true)
			b := bound(m.panes[focus].keys, "m")
			if b == nil {
				break
			}
			if b.why(m, "m") == "" {
				b.Do(m, "m")
			}
		}
	}
}

// nothingCut is what is wrong with the screen that was just painted: "pane: what".
func nothingCut(m *Model) (out []string) {
	for _, slip := range m.buf.Ledger.Slips(&m.buf) {
		var x, y int
		at, what, _ := strings.Cut(slip, ": ")
		if _, err := fmt.Sscanf(at, "%d, %d", &x, &y); err != nil {
			panic(err)
		}
		where := "the screen"
		if p, ok := m.under(min(x, m.w-1), y); ok {
			where = partName(m, p)
		}
		out = append(out, where+": "+what)
	}
	rows := strings.Split(m.buf.Dump(), "\n")
	if strings.Contains(rows[m.h-2], "…") {
		out = append(out, "the hint is cut: "+rows[m.h-2])
	}
	for _, p := range m.placed {
		if p.Part < 0 {
			continue
		}
		s := &m.panes[p.Part]
		head := s.headline(m.frame)
		if p.Folded && m.silent[p.Part] {
			head = m.folds[p.Part].why
		}
		first, _, _ := strings.Cut(head, " · ")
		title := string([]rune(rows[p.Y] + strings.Repeat(" ", m.w))[p.X : p.X+p.W])
		for _, part := range []string{s.digit() + " " + s.Name, first} {
			if !strings.Contains(title, spelt(m, part)) {
				out = append(out, fmt.Sprintf("%s: the title lacks %q: %s", partName(m, p), part, title))
			}
		}
	}
	return out
}

// spelt is a text as the screen writes it.
func spelt(m *Model, text string) string {
	b := chart.Buffer{ASCII: m.buf.ASCII}
	b.Resize(m.buf.Width(text), 1)
	b.Text(0, 0, b.W, text, chart.Plain)
	return strings.TrimRight(b.Dump(), "\n")
}

// partName is a pane, with its size, or one of the rows.
func partName(m *Model, p placed) string {
	if p.Part >= 0 {
		return fmt.Sprintf("%s %d×%d", m.panes[p.Part].Name, p.W, p.H)
	}
	return map[int]string{partHeader: "header", partTabs: "tabs", partCaption: "caption", partNote: "note", partKeys: "keys"}[p.Part]
}

// The check sees what it is for.
func TestNothingCutSees(t *testing.T) {
	m, _, p := moody(t, 120, 36)
	m.buf.Ledger = new(chart.Ledger)
	slips := func() []string {
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		return nothingCut(m)
	}
	mine := func(s string) bool { return strings.HasPrefix(s, "moody") }
	if got := slices.DeleteFunc(slips(), func(s string) bool { return !mine(s) }); len(got) > 0 {
		t.Errorf("%q", got)
	}
	p.why = strings.Repeat("no room for this ", 9)
	press(m, "2")
	m.settleFolds(true)
	if got := slips(); !slices.ContainsFunc(got, func(s string) bool { return mine(s) && strings.Contains(s, "lacks") }) {
		t.Errorf("a reason that is cut: %q", got)
	}
}

package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// find returns the cells with that rune and role.
func find(b *chart.Buffer, r rune, role chart.Role) (at [][2]int) {
	for y := range b.H {
		for x := range b.W {
			if b.At(x, y) == (chart.Cell{Rune: r, Role: role}) {
				at = append(at, [2]int{x, y})
			}
		}
	}
	return at
}

// barLength is the length of the bar in the row that begins with name, in
// eighths of a cell from the zero line; negative to the left.
func barLength(t *testing.T, b *chart.Buffer, name string) int {
	t.Helper()
	for y := range b.H {
		if !strings.HasPrefix(strings.TrimLeft(rowOf(b, y), " │"), name) {
			continue
		}
		n, right := 0, false
		for x := range b.W {
			switch r := b.At(x, y).Rune; {
			case r == '│':
				right = true
			case r == '▐':
				n -= 4
			case r == '█' && !right:
				n -= 8
			case r >= '█' && r <= '▏':
				n += 8 - int(r-'█')
			}
		}
		return n
	}
	t.Fatalf("no row %q in\n%s", name, b.Dump())
	return 0
}

func rowOf(b *chart.Buffer, y int) string {
	var s strings.Builder
	for x := range b.W {
		if r := b.At(x, y).Rune; r != 0 {
			s.WriteRune(r)
		} else {
			s.WriteByte(' ')
		}
	}
	return s.String()
}

func TestMotifBarsAreProportional(t *testing.T) {
	f := stillFrame()
	m := f.Motifs
	for _, c := range []struct{ rec, div float64 }{{0.4, 0.2}, {0.4, 0.1}, {0.08, 0.02}, {0.4, -0.2}, {0.3, -0.3}} {
		m.Weighted.Reciprocal.Value, m.Weighted.Divergent.Value = c.rec, c.div
		m.Blocks.Reciprocal.Mean, m.Blocks.Divergent.Mean = 0, 0
		b := new(chart.Buffer)
		b.Resize(150, 9)
		paneOf("motifs").draw(b, chart.Rect{W: 150, H: 9}, f)
		rec, div := barLength(t, b, "reciprocal"), barLength(t, b, "divergent")
		if want := float64(rec) * c.div / c.rec; math.Abs(float64(div)-want) > 3 {
			t.Errorf("%+.2f and %+.2f: bars of %d and %d eighths", c.rec, c.div, rec, div)
		}
	}
}

func TestMotifsSayWhenNotTrained(t *testing.T) {
	f := stillFrame()
	p := paneOf("motifs")
	text := func() string {
		b := new(chart.Buffer)
		b.Resize(100, 12)
		p.draw(b, chart.Rect{W: 100, H: 12}, f)
		return b.Dump()
	}
	if strings.Contains(text(), "not trained") {
		t.Error("a trained network is called not trained")
	}
	f.Test.Score = 0.42
	if !strings.Contains(text(), "not trained: the test score 0.42 is below 0.6") {
		t.Error("a low score goes unsaid:\n" + text())
	}
	f.Motifs.Warnings = warn.List{warn.New(warn.NotTrained, "not trained (score 0.42)")}
	if n := strings.Count(text(), "not trained"); n != 1 {
		t.Errorf("said %d times", n)
	}
	f.Motifs.Warnings, f.Test = nil, run.TestScore{}
	if !strings.Contains(text(), "not tested yet") {
		t.Error("an untested network goes unsaid")
	}
	f.AsTrained = run.AsTrained{}
	if !strings.Contains(text(), "not trained: these are the motifs of the random network") {
		t.Error("a random network goes unsaid")
	}
}

// A single spike stands in the column of its time and the row of its neuron.
func TestSpikeIsWhereItBelongs(t *testing.T) {
	f := stillFrame()
	const w, h = 57, 21 // 50 columns after the gutter: 100 dots for 1000 ms
	for _, c := range []struct {
		neuron int
		ms     float32
		role   chart.Role
	}{{0, 0, typeRole(0)}, {99, 995, typeRole(0)}, {100, 505, typeRole(last)}, {199, 10, typeRole(last)}} {
		f.Window.Spikes = []run.Spike{{MS: c.ms, Neuron: int32(c.neuron)}}
		f.Window.Rates = nil
		b := new(chart.Buffer)
		b.Resize(w, h)
		paneOf("raster").draw(b, chart.Rect{W: w, H: h}, f)
		var at [][2]int
		for y := range b.H {
			for x := range b.W {
				if cell := b.At(x, y); cell.Rune&^0xff == 0x2800 {
					at = append(at, [2]int{x, y})
					if cell.Role != c.role {
						t.Errorf("neuron %d has role %d", c.neuron, cell.Role)
					}
				}
			}
		}
		if len(at) != 1 || at[0][0] != rasterGutter+int(c.ms/20) {
			t.Fatalf("neuron %d at %v ms: cells %v", c.neuron, c.ms, at)
		}
		// 15 rows: 7 QIF, a divider, 7 LIF.
		if want := map[int]int{0: 0, 99: 6, 100: 8, 199: 14}[c.neuron]; at[0][1] != want {
			t.Errorf("neuron %d in row %d, want %d", c.neuron, at[0][1], want)
		}
	}
}

// A sequence runs along the diagonal when rows are ordered by place.
func TestPlaceOrder(t *testing.T) {
	f := stillFrame()
	f.Window.Spikes = nil
	for place := range 200 {
		for i, at := range f.Ranks {
			if at == place {
				f.Window.Spikes = append(f.Window.Spikes, run.Spike{MS: float32(place) * 5, Neuron: int32(i)})
			}
		}
	}
	p := paneOf("raster")
	pressed(t, p, f, "o", "o")
	b := new(chart.Buffer)
	b.Resize(57, 30)
	p.draw(b, chart.Rect{W: 57, H: 30}, f)
	rows := 30 - 1 - 1 - 4
	for y := range rows {
		for x := rasterGutter; x < 57; x++ {
			on := b.At(x, y).Rune&^0xff == 0x2800
			expected := float64(y) + 0.5 - float64(x-rasterGutter)*float64(rows)/50
			if on && math.Abs(expected) > 1.5 {
				t.Fatalf("a spike far from the diagonal, at (%d, %d)\n%s", x, y, b.Dump())
			}
		}
	}
}

func TestWindowKeys(t *testing.T) {
	f, p := stillFrame(), paneOf("raster")
	for _, c := range []struct {
		now  float64
		key  string
		want float64
	}{{1000, "[", 500}, {1000, "]", 2000}, {300, "]", 500}, {300, "[", 200}} {
		f.Window.LengthMS = c.now
		got := pressed(t, p, f, c.key)
		if len(got) != 1 || got[0] != (live.Watch{Neuron: 17, WindowMS: c.want}) {
			t.Errorf("%v ms, %s: %v", c.now, c.key, got)
		}
	}
	for key, end := range map[string]float64{"[": 100, "]": 10_000} {
		f.Window.LengthMS = end
		for _, a := range p.keys {
			if slices.Contains(a.Keys, key) && a.why(&Model{frame: f}, key) == "" {
				t.Errorf("%s at %v ms does not say why it does nothing", key, end)
			}
		}
	}
}

func TestParameterSelection(t *testing.T) {
	f := stillFrame()
	list := paneOf("parameters")
	p := list.pane.(*parametersPane)
	framed(list, f, 60, 11, false)
	if p.EditKey() != "net.n" {
		t.Errorf("first %q", p.EditKey())
	}
	for range run.Table {
		if p.EditKey() != "net.g" {
			pressed(t, list, f, "down")
		}
	}
	if got := pressed(t, list, f, "right"); p.EditKey() != "net.g" || len(got) != 1 || got[0] != (live.Nudge{Key: "net.g", Dir: 1}) {
		t.Errorf("%q, %v", p.EditKey(), got)
	}
	pressed(t, list, f, "end", "down")
	if p.EditKey() != "do.displace" {
		t.Errorf("last %q", p.EditKey())
	}
	if !strings.Contains(framed(list, f, 60, 11, false).Dump(), "do.displace") {
		t.Error("the selected row is not on the screen")
	}
	p.SetFilter("lambda")
	if p.EditKey() != "learn.lambda" {
		t.Errorf("filtered %q", p.EditKey())
	}
	p.SetFilter("no such thing")
	if p.EditKey() != "" || !strings.Contains(framed(list, f, 60, 11, false).Dump(), "no parameter matches") {
		t.Error("an empty list goes unsaid")
	}
	for _, a := range list.keys {
		if a.why(&Model{frame: f}, a.Keys[0]) == "" {
			t.Errorf("%v does not say why it does nothing", a.Keys)
		}
	}
	p.SetFilter("")
	if p.EditKey() != "do.displace" {
		t.Errorf("the selection did not outlive the filter: %q", p.EditKey())
	}
	pressed(t, list, f, "home")
	if p.EditKey() != "net.n" {
		t.Errorf("home %q", p.EditKey())
	}
}

func TestChangedParametersAreMarked(t *testing.T) {
	f := stillFrame()
	p := paneOf("parameters")
	text := framed(p, f, 100, 60, false).Dump()
	for _, key := range []string{"net.t_ref", "seed", "target.kind", "learn.on"} {
		if !strings.Contains(text, "*"+key) {
			t.Errorf("%s is not marked as changed", key)
		}
	}
	if n := strings.Count(text, "*"); n != 4 || p.headline(f) != "4 changed" {
		t.Errorf("%d marks, headline %q", n, p.headline(f))
	}
	f.Params = run.Table.Defaults()
	if p.headline(f) != "all at their defaults" {
		t.Errorf("%q", p.headline(f))
	}
}

func TestReadoutScore(t *testing.T) {
	tr := run.Trace{StepMS: 1}
	for k := range 100 {
		f := math.Sin(float64(k) / 5)
		if k < 10 {
			f = math.NaN() // no target there
		}
		tr.F = append(tr.F, f)
		tr.U = append(tr.U, 3*f+7)
		if k < 10 {
			tr.U[k] = 1000
		}
	}
	if r := traceScore(&tr); !(math.Abs(r-1) <= 1e-9) { // NaN fails too
		t.Errorf("correlation with a scaled copy: %v", r)
	}
	if r := traceScore(&run.Trace{}); !math.IsNaN(r) {
		t.Errorf("correlation of nothing: %v", r)
	}
}

// Free passes without end do not push training out of the picture.
func TestPassesThatAreShown(t *testing.T) {
	f := stillFrame()
	for k := range 500 {
		f.Scores = append(f.Scores, run.PassScore{Kind: run.FreePass, Number: k + 1, Score: 1, NRMSE: 0.1})
	}
	p := new(readoutPane)
	for _, columns := range []int{0, 1, 5, 10, 26, 33, 100} {
		got := p.choose(f.Scores, columns)
		free, protocol := 0, 0
		for i, k := range got {
			if i > 0 && k <= got[i-1] {
				t.Fatalf("%d columns: not in order: %v", columns, got)
			}
			if f.Scores[k].Kind == run.FreePass {
				free++
			} else {
				protocol++
			}
		}
		if len(got) > columns || free > 8 || columns >= 33 && (protocol != 25 || free != 8) || columns >= 5 && (protocol == 0 || free == 0) {
			t.Errorf("%d columns: %d of the protocol and %d free", columns, protocol, free)
		}
		if n := len(got); columns > 3 && got[n-1] != len(f.Scores)-1 {
			t.Errorf("%d columns: the newest pass is missing", columns)
		}
	}
}

// Before the first free pass no column is kept for one.
func TestPassesFillTheirColumns(t *testing.T) {
	f := stillFrame()
	if n := len(new(readoutPane).choose(f.Scores[:8], 8)); n != 8 {
		t.Errorf("%d of 8 passes in 8 columns", n)
	}
}

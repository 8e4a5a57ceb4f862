package tui

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// The lists have the neurons of an argsort of the row and the column by falling size,
// each with its weight.
func TestNeuronListsAnArgsort(t *testing.T) {
	p, f := paneOf("neuron"), stillFrame()
	pressed(t, p, f, "m")
	var b chart.Buffer
	b.Resize(78, 20)
	p.draw(&b, chart.Rect{W: 78, H: 20}, f)
	w := stillW()
	order := func(entry func(j int) float64) []int {
		by := make([]int, 200)
		for j := range by {
			by[j] = j
		}
		sort.SliceStable(by, func(a, b int) bool { return math.Abs(entry(by[a])) > math.Abs(entry(by[b])) })
		return by
	}
	from := order(func(j int) float64 { return w.At(f.Watch, j) })
	to := order(func(i int) float64 { return w.At(i, f.Watch) })
	rows := strings.Split(b.Dump(), "\n")
	for k, line := range rows[1:] {
		runes := []rune(line + strings.Repeat(" ", 80))
		for n, c := range []struct {
			text string
			i    int
			v    float64
		}{{string(runes[:38]), from[k], w.At(f.Watch, from[k])}, {string(runes[40:78]), to[k], w.At(to[k], f.Watch)}} {
			if got := strings.Fields(strings.Trim(c.text, "●○ ")); len(got) < 3 || got[0] != strconv.Itoa(c.i) || got[2] != weight(c.v) {
				t.Errorf("row %d, list %d: %q, want %d with %s", k, n, c.text, c.i, weight(c.v))
			}
			if marked := strings.ContainsAny(c.text, "●○"); marked != (k < partnersMarked) {
				t.Errorf("row %d, list %d: marked %t", k, n, marked)
			}
		}
	}
}

// While the neuron is on the screen its partners are marked beside their rows in the
// raster, in every order.
func TestRasterMarksPartners(t *testing.T) {
	for _, keys := range [][]string{nil, {"o"}, {"o", "o"}} {
		p, f := paneOf("raster"), stillFrame()
		pressed(t, p, f, keys...)
		var b chart.Buffer
		b.Resize(100, 60)
		p.draw(&b, chart.Rect{W: 100, H: 60}, f)
		pane := p.pane.(*rasterPane)
		marks := map[int]string{}
		for _, block := range pane.blocks {
			rows := block.DotsHigh()
			place := func(i int) int { // by hand: the rank within the block, spread over its rows
				rank, every := 0, 1
				for j := block.from; j < block.to; j++ {
					if j != i && (len(keys) > 0 && f.Ranks[j] < f.Ranks[i] || len(keys) == 0 && j < i) {
						rank++
					}
				}
				return block.Y + (2*(rank/every)+1)*rows/(2*((block.to-block.from+every-1)/every))/4
			}
			add := func(i int, mark string) {
				if i >= block.from && i < block.to {
					marks[place(i)] += mark
				}
			}
			add(f.Watch, "►")
			for k := range partnersMarked {
				add(int(f.Partners.From[k].Neuron), "●")
				add(int(f.Partners.To[k].Neuron), "○")
			}
		}
		for y := range 40 {
			got, want := string(b.At(rasterGutter-1, y).Rune), marks[y]
			switch {
			case strings.Contains(want, "►"):
				want = "►"
			case strings.Contains(want, "●") && strings.Contains(want, "○"):
				want = "◆"
			case want != "":
				want = want[:len("●")]
			default:
				if strings.ContainsAny(got, "►●○◆") {
					t.Errorf("%v, row %d: the mark %s of nobody", keys, y, got)
				}
				continue
			}
			if got != want {
				t.Errorf("%v, row %d: %q, want %q", keys, y, got, want)
			}
		}
		f.Glass.On = false
		b.Resize(100, 60)
		p.draw(&b, chart.Rect{W: 100, H: 60}, f)
		if strings.ContainsAny(b.Dump(), "►●○◆") {
			t.Error("marks, and nobody looks at the neuron")
		}
	}
}

// A spike is a line to the top in the column of its bin, and nothing else reaches the
// top; v in its column spans what its bin spans.
func TestNeuronDrawsSpikes(t *testing.T) {
	for _, w := range []int{38, 78, 198} {
		p, f := paneOf("neuron"), stillFrame()
		f.Glass.Spikes = []float64{.1, 200, 203, 777.7, 1000}
		var b chart.Buffer
		b.Resize(w, 7)
		p.draw(&b, chart.Rect{W: w, H: 7}, f)
		pane := p.pane.(*neuronPane)
		area := pane.plot.Area()
		top := map[int]bool{} // columns of dots with one in the upper row
		for x := range area.W {
			c := b.At(area.X+x, area.Y).Rune
			if c >= 0x2800 && c < 0x2900 {
				top[2*x], top[2*x+1] = top[2*x] || c&0x01 != 0, top[2*x+1] || c&0x08 != 0
			}
		}
		want := map[int]bool{}
		for _, ms := range f.Glass.Spikes {
			step := int(math.Round(ms/f.Params.Net.Dt)) - 1 // of 10000
			bin := step * 1024 / 10000
			for b := bin - 1; b <= bin+1; b++ { // ⌊step 1024/10⁴⌋ or the next
				if lo, hi := b*10000/1024, (b+1)*10000/1024; step >= lo && step < hi {
					bin = b
					break
				}
			}
			want[int((float64(bin)+.5)/1024*float64(area.DotsWide()))] = true
		}
		for x := range area.DotsWide() {
			if top[x] != want[x] {
				t.Errorf("%d wide: column %d reaches the top: %t", w, x, top[x])
			}
		}
	}
}

// A CV takes ten intervals, and says so. Alternating intervals of 1 and 3 have a CV of
// √(n/(n−1))/2.
func TestNeuronIrregularity(t *testing.T) {
	f := stillFrame()
	for n := 8; n < 13; n++ {
		f.Glass.Intervals = f.Glass.Intervals[:0]
		for k := range n {
			f.Glass.Intervals = append(f.Glass.Intervals, float64(1+2*(k%2)))
		}
		p := paneOf("neuron")
		head := p.headline(f)
		pressed(t, p, f, "m", "m")
		var b chart.Buffer
		b.Resize(60, 12)
		p.draw(&b, chart.Rect{W: 60, H: 12}, f)
		if n < 10 {
			wantIn(t, "title", head, fmt.Sprintf("CV – (%d of 10 intervals)", n))
			wantIn(t, "pane", b.Dump(), fmt.Sprintf("%d intervals of the 10", n))
			continue
		}
		if n%2 == 0 {
			want := fmt.Sprintf("CV %.2f", math.Sqrt(float64(n)/float64(n-1))/2)
			wantIn(t, "title", head, want)
			wantIn(t, "pane", b.Dump(), want, fmt.Sprintf("%d intervals", n))
		}
	}
}

// The point on the f–I curve is the neuron's own.
func TestNeuronOnItsCurve(t *testing.T) {
	f := stillFrame()
	for _, i := range []int{0, 17, 99, 100, 180} {
		f.Watch, f.Glass.Neuron = i, i
		p := paneOf("neuron")
		pressed(t, p, f, "m", "m")
		var b chart.Buffer
		b.Resize(60, 14)
		p.draw(&b, chart.Rect{W: 60, H: 14}, f)
		pt := f.Transfer.Points[i]
		wantIn(t, "numbers", b.Dump(), fmt.Sprintf("%.1f Hz", pt.Y))
		col, row, _ := p.pane.(*neuronPane).curve.Cell(pt.X, pt.Y)
		if c := b.At(col, row); c.Rune != '◆' {
			t.Errorf("neuron %d: %q at its point", i, c.Rune)
		}
	}
}

// :neuron picks a neuron by its number, and so does a click on one of its spikes.
func TestPickNeuron(t *testing.T) {
	m, src := testModel(120, 36, runningFrame())
	press(m, ":", "'neuron 17", "enter")
	if got := src.take(); got != "Watch{Neuron:17 WindowMS:0}" {
		t.Errorf("it asked %q", got)
	}
	press(m, ":", "'neuron 200", "enter")
	wantIn(t, "no such neuron", screen(m), "must be a number from 0 to 199")
	press(m, "esc", "1")
	pane := m.panes[0].pane.(*rasterPane)
	for _, zoom := range []bool{false, true} {
		if zoom {
			press(m, "z")
		}
		at := slices.IndexFunc(m.frame.Window.Spikes, func(s run.Spike) bool { return s.MS > 400 && pane.row[s.Neuron] >= 0 })
		s := m.frame.Window.Spikes[at]
		row := int(pane.row[s.Neuron]) / 4
		block := pane.blocks[slices.IndexFunc(pane.blocks, func(b rasterBlock) bool { return int(s.Neuron) >= b.from && int(s.Neuron) < b.to })]
		x, y := block.X+int(float64(s.MS)/1000*float64(block.W)), block.Y+row
		w, ok := pane.Click(chart.Rect{}, x, y, m.frame).(live.Watch)
		if !ok || int(pane.row[w.Neuron])/4 != row {
			t.Fatalf("zoom %t: a click asks %+v, %t", zoom, w, ok)
		}
		if click(m, x, y); src.take() != fmt.Sprintf("Watch{Neuron:%d WindowMS:0}", w.Neuron) {
			t.Errorf("zoom %t: a click on a spike does not pick its neuron", zoom)
		}
		if !zoom {
			press(m, "2")
			click(m, x, y)
			if got := src.take(); got != "" || m.focus != 0 {
				t.Errorf("the click that gives the focus asks %q; focus %d", got, m.focus)
			}
		}
	}
}

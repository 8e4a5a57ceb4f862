package tui

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/internal/racetest"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// largestCell is what the last line of the pane calls the largest cell.
var largestCell = regexp.MustCompile(`largest ([-0-9.]+) at (\S+) (\S+), (\S+) ([0-9.]+)`)

// On every kind of screen a reader can name the largest cell: the last line does, and
// where the cells have room for digits, they say the same. Failed, undefined, running
// cells, those not run and those with a warning look different without any colour.
func TestLargestCellCanBeNamed(t *testing.T) {
	racetest.SkipAlone(t, "the pane is drawn by the test")
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		for _, kind := range []struct {
			name    string
			ascii   bool
			profile colorprofile.Profile
			env     string
		}{{"256", false, colorprofile.ANSI256, ""}, {"16", false, colorprofile.ANSI, ""}, {"NO_COLOR", false, colorprofile.TrueColor, "NO_COLOR=1"}, {"ascii", true, colorprofile.ANSI, ""}} {
			m, src := testModel(size[0], size[1], stillFrame())
			m.buf.ASCII = kind.ascii
			m.Update(tea.ColorProfileMsg{Profile: kind.profile})
			m.Update(tea.EnvMsg(strings.Fields(kind.env)))
			press(m, "8", "z")
			f := stillFrame()
			f.Map.Cells[3].Runs[0].Values[0] = 3.5 // nowhere near the others: τ_s 20, f_Q 0
			src.give(f)
			m.Update(tickMsg{})
			text := m.buf.Dump()
			at := largestCell.FindStringSubmatch(text)
			if at == nil || at[1] != "3.50" || at[3] != "20" || at[5] != "0" {
				t.Fatalf("%v %s: %q\n%s", size, kind.name, at, text)
			}
			for _, want := range []string{" 3.50 ", " 0.11! ", " failed ", " none ", "[0.98]"} {
				if !strings.Contains(text, want) {
					t.Errorf("%v %s: no %q\n%s", size, kind.name, want, text)
				}
			}
			// The shade of the largest cell is the densest of the scale, and no other cell has it.
			x, y := find(&m.buf, '█', chart.Heat0+chart.HeatLevels-1), 0
			if len(x) < 8 {
				t.Fatalf("%v %s: the largest cell has no shade of its own", size, kind.name)
			}
			for _, p := range x[2:] { // the first two are of the scale
				if y == 0 {
					y = p[1]
				}
				if p[1] < y {
					t.Errorf("%v %s: the densest shade at %v too", size, kind.name, p)
				}
			}
			drawn := m.buf.String(m.palette)
			if colours := regexp.MustCompile(`\x1b\[[0-9;]*[;\[](3[0-8]|9[0-7])`).MatchString(drawn); colours != (kind.env == "") {
				t.Errorf("%v %s: colours %v", size, kind.name, colours)
			}
		}
	}
}

// The digits stand in the cells that they belong to: read back with the labels of
// both axes they are the map.
func TestDigitsStandInTheirCells(t *testing.T) {
	f := stillFrame()
	p := paneOf("map")
	b := new(chart.Buffer)
	b.Resize(120, 34)
	p.draw(b, chart.Rect{W: 120, H: 34}, f)
	pane := p.pane.(*mapPane)
	area := pane.cells
	for j := range f.Map.Y.Len() {
		for i := range f.Map.X.Len() {
			want := f.Map.At(plane.At{I: plane.Sub * i, J: plane.Sub * j})
			if want.State < plane.Doubtful {
				continue
			}
			found := false
			for y := area.Y + area.H*(f.Map.Y.Len()-1-j)/f.Map.Y.Len(); y < area.Y+area.H*(f.Map.Y.Len()-j)/f.Map.Y.Len(); y++ {
				var text strings.Builder
				for x := area.X + area.W*i/f.Map.X.Len(); x < area.X+area.W*(i+1)/f.Map.X.Len(); x++ {
					text.WriteRune(max(b.At(x, y).Rune, ' '))
				}
				for _, word := range strings.FieldsFunc(text.String(), func(r rune) bool { return !strings.ContainsRune("0123456789.", r) }) {
					v, err := strconv.ParseFloat(word, 64)
					found = found || err == nil && math.Abs(v-want.Value) < 0.006
				}
			}
			if !found {
				t.Errorf("%.3f is not in the cell %d, %d", want.Value, i, j)
			}
		}
	}
}

// The contour of measured numbers runs between the cells on either side of it.
func TestContourOnTheScreen(t *testing.T) {
	f := stillFrame()
	p := paneOf("map")
	b := new(chart.Buffer)
	b.Resize(120, 34)
	p.draw(b, chart.Rect{W: 120, H: 34}, f)
	area := p.pane.(*mapPane).cells
	marks := 0
	for y := range area.H {
		for x := range area.W {
			if c := b.At(area.X+x, area.Y+y); c.Rune != '•' {
				continue
			}
			marks++
			// 0.5 lies between τ_s 5 (0.5 and less) and τ_s 10 (0.83 and more).
			if at := steps(x, area.W, 7); at < 0.9 || at > 2 {
				t.Errorf("a mark of 0.5 at step %.2f", at)
			}
		}
	}
	if marks < area.H/2 {
		t.Errorf("%d marks over %d rows", marks, area.H)
	}
}

// What the keys of the map ask of the run.
func TestMapKeys(t *testing.T) {
	m, src := testModel(120, 36, stillFrame())
	m.opts.Figure = func(*plane.Map, run.Params) (string, error) { return "oscillation-map-001.svg", nil }
	src.take()
	press(m, "8")
	if got := src.take(); got != "" {
		t.Errorf("8 with a map: %q", got)
	}
	press(m, "enter")
	wantIn(t, "here", noteLine(m), "there already")
	press(m, "right", "up", "enter")
	if got := src.take(); got != "Go{Sets:[{Key:net.tau_s Text:50 Line:0} {Key:net.qif Text:0.75 Line:0}]}" {
		t.Errorf("enter: %q", got)
	}
	wantIn(t, "enter", noteLine(m), "net.tau_s 20 → 50", "u twice undoes")
	press(m, "m")
	if got := src.take(); got != "MapShow{Path:weights.frobenius}" {
		t.Errorf("m: %q", got)
	}
	press(m, "left", "left", "left") // over the halved step
	press(m, "down")
	wantIn(t, "cursor", screen(m), "[τ_s 5, f_Q 0.5]")
	press(m, "right")
	wantIn(t, "a cell between", screen(m), "[τ_s 7.5, f_Q 0.5] 0.70")
	press(m, "]")
	if got := src.take(); got != "Map{X:net.tau_s=0.5,1,2,5,20,50,100,200,500,1000 Y:net.qif=0,0.5,1}" && !strings.HasPrefix(got, "Map{X:net.tau_s=") {
		t.Errorf("]: %q", got)
	}
	wantIn(t, "b", pressNote(m, "b"), "has not stopped")
	wantIn(t, "y without a plan", pressNote(m, "y"), "does not say what was run")
	press(m, ":", "'map weights.frob", "tab", "enter")
	if got := src.take(); got != "MapShow{Path:weights.frobenius}" {
		t.Errorf(":map PATH: %q", got)
	}
	press(m, ":", "'map net.g=0:1:0.5 net.n", "enter")
	if got := src.take(); got != "Map{X:net.g=0:1:0.5 Y:net.n}" {
		t.Errorf(":map axes: %q", got)
	}
	press(m, ":", "'map net.gg=1", "enter")
	if got := src.take(); got != "" || m.open == nil {
		t.Errorf(":map with an unknown parameter: %q", got)
	}
	press(m, "esc")
	cmd := bound(m.panes[m.focus].keys, "P").Do(m, "P")
	m.Update(cmd())
	wantIn(t, "P", noteLine(m), "written: oscillation-map-001.svg")
}

// Without a map the pane is a line that says what 8 does; 8 asks for one, tab does not.
func TestMapIsAskedFor(t *testing.T) {
	f := runningFrame()
	f.Map = nil
	m, src := testModel(120, 36, f)
	wantIn(t, "folded", screen(m), "8 map ─ 8 fills it: score over τ_s and f_Q")
	src.take()
	press(m, "7", "tab")
	if got := src.take(); got != "" || m.panes[m.focus].Name != "map" {
		t.Errorf("tab asks %q", got)
	}
	press(m, "8")
	if got := src.take(); got != "Map{X: Y:}" {
		t.Errorf("8 asks %q", got)
	}
	for _, key := range []string{"left", "enter", "m", "P", "y"} {
		wantIn(t, key+" without a map", pressNote(m, key), key)
	}
	if got := src.take(); got != "" {
		t.Errorf("keys without a map ask %q", got)
	}
}

// y has the sweep of the window, twice as fine.
func TestMapBatch(t *testing.T) {
	f := stillFrame()
	f.Map.Plan = must(presets.Load("oscillation"))
	m, _ := testModel(120, 36, f)
	press(m, "8", "y")
	wantIn(t, "y", screen(m), "spiketop sweep oscillation --over net.tau_s=2,3.5,5,7.5,10,15,20,35,50,75,100,150,200", "--seed 1 --seeds 5 --out", "oscillation-tau_s-qif.csv", "--slurm 20", "spiketop map --from")
}

// One parameter is a line, with its spread over seeds.
func TestMapLine(t *testing.T) {
	f := stillFrame()
	line := *f.Map
	line.Y, line.Cells = plane.Axis{}, nil
	for _, c := range f.Map.Cells {
		if c.J == 0 {
			line.Cells = append(line.Cells, c)
		}
	}
	f.Map = &line
	p := paneOf("map")
	for _, ascii := range []bool{false, true} {
		text := framed(p, f, 80, 20, ascii).Dump()
		for _, want := range []string{"training.score over", "largest 0.96 at", "200", "0.94 here"} {
			if !strings.Contains(text, want) {
				t.Errorf("ascii %v: no %q\n%s", ascii, want, text)
			}
		}
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

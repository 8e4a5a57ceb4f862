package plane

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"spiketop/measure"
	"spiketop/metrics/dimension"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sweep"
)

func axis(t *testing.T, text string) Axis {
	t.Helper()
	a, err := ParseAxis(text, run.Table.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The order is a permutation of the grid: here first, then the corners, and the
// first six cells span the plane.
func TestOrder(t *testing.T) {
	for _, size := range [][2]int{{9, 5}, {7, 5}, {1, 1}, {2, 7}, {13, 1}, {50, 40}} {
		nx, ny := size[0], size[1]
		all := Order(nx, ny, 2.2, math.NaN())
		seen := map[At]bool{}
		for _, a := range all {
			if !a.OnGrid() || a.I < 0 || a.J < 0 || a.I/Sub >= nx || a.J/Sub >= ny || seen[a] {
				t.Fatalf("%v: %v", size, a)
			}
			seen[a] = true
		}
		if len(all) != nx*ny {
			t.Fatalf("%v: %d cells", size, len(all))
		}
		if want := (At{Sub * min(2, nx-1), Sub * ((ny - 1) / 2)}); all[0] != want {
			t.Errorf("%v: %v comes first, want %v", size, all[0], want)
		}
	}
	var box [4]int
	for _, a := range Order(9, 5, 4, 2)[:6] {
		box = [4]int{min(box[0], a.I), max(box[1], a.I), min(box[2], a.J), max(box[3], a.J)}
	}
	if box != [4]int{0, 8 * Sub, 0, 4 * Sub} {
		t.Errorf("the first six cells span %v", box)
	}
	// A coarse grid is whole before a finer one begins: no gap is halved twice while
	// another is not halved once.
	want := []int{0, 8, 4, 2, 6, 1, 3, 5, 7}
	for k, a := range Order(9, 1, 0, 0) {
		if a.I/Sub != want[k] {
			t.Errorf("place %d of a line: value %d, want %d", k, a.I/Sub, want[k])
		}
	}
}

// A step at x = 1.3 of a line is closed in by halving: half way, then a quarter.
func TestHalve(t *testing.T) {
	step := func(i int) float64 {
		if float64(i)/Sub > 1.3 {
			return 1
		}
		return 0
	}
	values := map[At]float64{}
	for k := range 4 {
		values[At{Sub * k, 0}] = step(Sub * k)
	}
	for _, want := range []At{{6, 0}, {5, 0}} {
		got := Halve(values)
		if !slices.Equal(got, []At{want}) {
			t.Fatalf("halves %v, want %v", got, want)
		}
		values[want] = step(want.I)
	}
	if got := Halve(values); len(got) > 0 {
		t.Errorf("goes on with %v", got)
	}
	// The largest change comes first, both axes count, a missing number does not.
	got := Halve(map[At]float64{{0, 0}: 0, {4, 0}: 1, {0, 4}: 0.5, {4, 4}: math.NaN(), {8, 0}: 1.1})
	if !slices.Equal(got, []At{{2, 0}, {0, 2}}) {
		t.Errorf("halves %v", got)
	}
}

func TestAxis(t *testing.T) {
	p := run.Table.Defaults()
	for text, want := range map[string]string{
		"net.tau_s": "2 5 10 20 50 100 200", // three rungs to either side
		"net.g":     "0.4 0.6 0.8 1 1.2 1.4 1.6",
		"net.qif":   "0 0.3 0.5 0.7 1", // the limits stand for what is beside them
		"learn.on":  "false true",
		"net.n=300": "300",
	} {
		a, err := ParseAxis(text, p)
		if got := strings.Join(a.Values, " "); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"seed", "do.kick", "net.gg", "net.g=1:0:1", ""} {
		if a, err := ParseAxis(text, p); err == nil {
			t.Errorf("%q is %v", text, a.Values)
		}
	}
	a := axis(t, "net.g=0:1:0.1")
	for i, want := range map[int]string{0: "0", 1: "0.025", 4: "0.1", 10: "0.25", 40: "1"} {
		if got, ok := a.Text(i); got != want || !ok {
			t.Errorf("place %d is %q, want %s", i, got, want)
		}
		if at, ok := a.Index(want); at != i || !ok {
			t.Errorf("%s stands at %d, want %d", want, at, i)
		}
	}
	for text, want := range map[string]float64{"0": 0, "0.25": 2.5, "1": 10, "1.5": 11, "-1": -1} {
		if got := a.Position(text); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is at %v, want %v", text, got, want)
		}
	}
	n := axis(t, "net.n=100,101,300")
	if text, ok := n.Text(Sub / 2); ok {
		t.Errorf("between 100 and 101 neurons there are %s", text)
	}
	if text, ok := n.Text(Sub + Sub/2); text != "200.5" && ok {
		t.Errorf("between 101 and 300 there are %s", text)
	}
	w := axis(t, "target.kind=ou,oscillation")
	if _, ok := w.Text(1); ok || !math.IsNaN(w.Position("none")) || w.Position("ou") != 1 {
		t.Error("words have something between them")
	}
	if got := a.Halved(); len(got.Values) != 21 || got.Values[1] != "0.05" {
		t.Errorf("halved: %v", got.Values)
	}
}

// known is a map of a function over the values of its axes.
func known(t *testing.T, x, y string, f func(x, y float64) float64) *Map {
	m := &Map{X: axis(t, x), Y: axis(t, y), Columns: []string{"z"}, Show: "z"}
	for j := range m.Y.Len() {
		for i := range m.X.Len() {
			m.add(At{Sub * i, Sub * j}, m.X.Values[i], m.Y.Values[j], Run{Seed: 1, Values: []float64{f(m.X.Number(i), m.Y.Number(j))}})
		}
	}
	return m
}

// The contour of a plane is a straight line, that of a cone lies near a circle.
func TestContour(t *testing.T) {
	m := known(t, "net.g=0:2:0.25", "net.noise=0:1:0.25", func(x, y float64) float64 { return x + 2*y })
	segments := m.FieldOf("z").Contour(1.3)
	if len(segments) < 6 {
		t.Fatalf("%d segments", len(segments))
	}
	for _, s := range segments {
		for _, p := range [][2]float64{{s.X0, s.Y0}, {s.X1, s.Y1}} {
			if z := p[0]/4 + 2*p[1]/4; math.Abs(z-1.3) > 1e-12 {
				t.Errorf("a point of the contour of 1.3 lies at %v", z)
			}
		}
	}
	cone := known(t, "net.g=0:2:0.1", "net.noise=0:2:0.1", func(x, y float64) float64 { return math.Hypot(x-1, y-1) })
	for _, s := range cone.FieldOf("z").Contour(0.6) {
		if r := math.Hypot(s.X0/10-1, s.Y0/10-1); math.Abs(r-0.6) > 0.01 {
			t.Errorf("a point of the circle of 0.6 lies at %v", r)
		}
	}
	m.Cells[7].Runs[0].Values[0] = math.NaN()
	if len(m.FieldOf("z").Contour(1.3)) >= len(segments) && m.FieldOf("z").Value(7, 0) == 0 {
		t.Error("a contour runs through a cell without a number")
	}
	if v := m.FieldOf("z").Value(1.5, 2.25); math.Abs(v-(1.5/4+2*2.25/4)) > 1e-12 {
		t.Errorf("between four values: %v", v)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{{0.08, 1, "[0.5]"}, {-0.34, 0.75, "[0 0.5]"}, {0, 40, "[10 20 30]"}, {0.2, 0.2, "[]"}, {5.1, 5.4, "[5.2 5.3]"}, {0.01, 1.01, "[0.5]"}, {0, math.Inf(1), "[]"}} {
		if got := fmt.Sprint(Levels(c.lo, c.hi)); got != c.want {
			t.Errorf("%v … %v: %s, want %s", c.lo, c.hi, got, c.want)
		}
	}
}

// A cell says which state it is in, and its mean and spread over seeds.
func TestReadings(t *testing.T) {
	m := &Map{X: axis(t, "net.g=0,1,2"), Columns: []string{"a.value", "warning_codes"}, Show: "a"}
	nan := math.NaN()
	for k, runs := range [][]Run{
		{{Seed: 1, Values: []float64{1, nan}}, {Seed: 2, Values: []float64{3, nan}}},
		{{Seed: 1, Values: []float64{1, nan}, Codes: "not_trained saturated"}},
		{{Seed: 1, Values: []float64{nan, nan}}},
	} {
		for _, r := range runs {
			m.add(At{Sub * k, 0}, "", "", r)
		}
	}
	m.add(At{2, 0}, "0.5", "", Run{Seed: 1, Reason: "step 3: not finite"})
	for at, want := range map[At]string{
		{0, 0}: "{5 2 1.4142135623730951 2 }", {4, 0}: "{4 1 NaN 1 not_trained, saturated}", {8, 0}: "{3 NaN NaN 0 }",
		{2, 0}: "{2 NaN NaN 0 step 3: not finite}", {6, 0}: "{0 NaN NaN 0 }",
	} {
		if got := fmt.Sprint(m.At(at)); got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
	}
	if lo, hi := m.Range(); lo.I != 4 || hi.I != 0 {
		t.Errorf("least at %d, largest at %d", lo.I, hi.I)
	}
	// Half way to the next value the failed cell stands for itself; beyond it does not.
	for i, want := range map[float64]int{0.9: 0, 1.2: 2, 2.6: 2, 3.2: 4, 3.9: 4, 6: 8} {
		if got := m.Nearest(i, 0).I; got != want {
			t.Errorf("at %v stands %d, want %d", i, got, want)
		}
	}
}

// little is a map of small networks that are run in no time.
func little(t *testing.T, path string) Job {
	t.Helper()
	plan, err := presets.Parse("little.toml", "title = \"Little\"\n[set]\n\"net.n\" = 20\n\"net.p\" = 0.5\n\"net.noise\" = 0.5\n\"target.kind\" = \"none\"\n\"record.windows\" = 100\n\"metrics.window\" = 50\n\"metrics.draws\" = 10\n")
	if err != nil {
		t.Fatal(err)
	}
	return Job{Plan: plan, X: axis(t, "net.g=0:2:0.5"), Y: axis(t, "net.qif=0,0.5,1"), Here: run.Table.Defaults(), Show: []string{"dimension.value", "g_eff"}, Seeds: 1, Path: path}
}

// A cell is the run with the same assignments to the bit, and its row that of the
// sweep over the same grid.
func TestCellIsTheRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.csv")
	j := little(t, path)
	m, err := Fill(context.Background(), j, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Cells {
		s, err := run.NewSession(j.Plan, []presets.Assignment{{Key: "net.g", Text: c.X}, {Key: "net.qif", Text: c.Y}})
		if err != nil {
			t.Fatal(err)
		}
		copied, status := run.Headless(context.Background(), s, run.Options{})
		sum := measure.Summarise(context.Background(), copied, measure.Everything, status, math.NaN(), nil)
		for k, col := range m.Columns {
			if col == "runs" || strings.HasPrefix(col, "warning") {
				continue
			}
			want := sum.Tree().Get(col)
			if got := c.Runs[0].Values[k]; measure.Num(want).Defined() && got != want || !measure.Num(want).Defined() && !math.IsNaN(got) {
				t.Fatalf("%s at g %s, f_Q %s: %v, the run has %v", col, c.X, c.Y, got, want)
			}
		}
	}
	s, err := j.Sweep()
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "sweep.csv")
	if err := s.Table(other).Fill(context.Background(), s.Tasks(sweep.Shard{}), 1, nil); err != nil {
		t.Fatal(err)
	}
	if a, b := sorted(t, path), sorted(t, other); !slices.Equal(a, b) {
		t.Errorf("the rows of the map\n%s\nand of the sweep\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}

func sorted(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(lines)
	return lines
}

// Stopped after any number of cells, with a torn line besides, and started again:
// the same table.
func TestFillGoesOn(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.csv")
	if _, err := Fill(context.Background(), little(t, whole), 1, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "map.csv")
	for k := 1; k <= 4; k++ {
		ctx, cancel := context.WithCancel(context.Background())
		m, _ := Fill(ctx, little(t, path), 2, func(m *Map) {
			if m.Made >= 4*k {
				cancel()
			}
		})
		cancel()
		if m.Made > 15 || k == 1 && m.Made >= 15 {
			t.Fatalf("%d cells made", m.Made)
		}
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, append(text, []byte("little,abc")...), 0o666) // torn
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	runs := 0
	m, err := Fill(context.Background(), little(t, path), 2, func(m *Map) { runs = max(runs, len(m.Busy)) })
	if err != nil || m.Made != 15 || len(m.Cells) != 15 {
		t.Fatal(m.Made, err)
	}
	if !slices.Equal(sorted(t, whole), sorted(t, path)) {
		a, b := sorted(t, whole), sorted(t, path)
		for k := range min(len(a), len(b)) {
			if a[k] != b[k] {
				t.Fatalf("the tables have %d and %d rows; they differ:\n%s\n%s", len(a), len(b), a[k], b[k])
			}
		}
		t.Errorf("the tables have %d and %d rows", len(a), len(b))
	}
	again := 0
	if _, err := Fill(context.Background(), little(t, path), 2, func(m *Map) { again = max(again, len(m.Busy)) }); err != nil || again > 0 {
		t.Errorf("%d cells are run again, %v", again, err)
	}
}

// A table opens as a map: the same numbers, whichever of the keys is x.
func TestFromRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.csv")
	m, err := Fill(context.Background(), little(t, path), 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := sweep.ReadRows(path)
	if err != nil {
		t.Fatal(err)
	}
	back, err := FromRows(rows, "net.qif", "net.g", []string{"dimension.value"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Cells {
		a, b := m.Read(&c), back.At(At{c.J, c.I})
		if a.Value != b.Value && !math.IsNaN(a.Value) || len(back.Cells) != len(m.Cells) || back.Seed != 1 {
			t.Fatalf("%v: %v and %v", c.At, a, b)
		}
	}
	for _, c := range []struct{ x, y, show, says string }{
		{"net.n", "", "dimension", "must be one of net.g, net.qif"}, {"net.g", "", "dimension", "net.qif varies too"}, {"net.g", "net.qif", "dimension.valu", "nearest is"},
	} {
		if _, err := FromRows(rows, c.x, c.y, []string{c.show}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// Where theory is drawn it is (1 − g_eff²)², and 0 beyond the edge.
func TestTheory(t *testing.T) {
	m := &Map{X: axis(t, "net.g=0,1,2"), Columns: []string{"dimension.value", "dimension.theory", "g_eff.value"}, Show: "dimension"}
	for k, g := range []float64{0.3, 0.9, 1.4} {
		m.add(At{Sub * k, 0}, "", "", Run{Seed: 1, Values: []float64{.5, dimension.Linear(g), g}})
	}
	f := m.FieldOf(TheoryOf("dimension").Path)
	for k, want := range []float64{math.Pow(1-.09, 2), math.Pow(1-.81, 2), 0} {
		if got := f.Value(float64(k), 0); math.Abs(got-want) > 1e-12 {
			t.Errorf("cell %d: %v, want %v", k, got, want)
		}
	}
	if TheoryOf("training.score") != nil {
		t.Error("the score has a theory")
	}
}

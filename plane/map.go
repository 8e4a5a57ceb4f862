package plane

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/sweep"
)

// A Map is what is known of a plane at one moment. It never changes: whoever fills
// it makes a new one.
type Map struct {
	Plan    *presets.File        // what is run; nil: a table from elsewhere
	Sets    []presets.Assignment // what all runs share, after the plan's own
	Seconds float64              // simulated in each run; 0: the plan's protocol

	Preset  string // of the rows
	X, Y    Axis   // Y is none on a line
	Seed    int    // the first
	Columns []string
	Show    string   // the path of the number shown
	Choice  []string // the paths that m goes through
	Cells   []Cell   // those run, by row and column
	Busy    []At     // at work now

	Path    string        // of the table; "": kept nowhere
	Made    int           // runs known of those asked for
	Total   int           // runs asked for
	Working bool          // more runs come
	Left    time.Duration // until they are made; 0: not known
	Note    string        // what the map is at, or why it stands
	Trouble string        // what went wrong; "": nothing
	Version uint64
}

// Cell is a place of the map with its runs, by seed.
type Cell struct {
	At
	X, Y string // values of the parameters
	Runs []Run
}

// Run is one row of the table.
type Run struct {
	Seed   int
	Values []float64 // parallel to Map.Columns; NaN where undefined
	Codes  string    // of the warnings
	Reason string    // why the run failed; "": it did not
}

// State is what a cell can say of a number.
type State int

const (
	Empty     State = iota // not yet run
	Busy                   // at work
	Failed                 // every run failed
	Undefined              // the runs have no such number
	Doubtful               // a run has a warning
	Sound
)

// Reading is a number read off a cell: over its seeds.
type Reading struct {
	State  State
	Value  float64 // mean
	Spread float64 // standard deviation over seeds; NaN with one
	Seeds  int     // behind the value
	Why    string  // what the runs warn of, or why there is no value
}

// Column is the place of a path among the columns; a final ".value" may be left
// out. −1: there is none.
func (m *Map) Column(path string) int { return column(m.Columns, path) }

func column(columns []string, path string) int {
	if k := slices.Index(columns, path); k >= 0 {
		return k
	}
	return slices.Index(columns, path+".value")
}

// Read reads the number shown off a cell.
func (m *Map) Read(c *Cell) Reading { return c.read(m.Column(m.Show)) }

// Over is a number of a map of one cell over its seeds: the mean, the standard deviation
// (NaN with one) and how many runs have the number.
func (m *Map) Over(path string) (mean, sd float64, seeds int) {
	if len(m.Cells) != 1 {
		return math.NaN(), math.NaN(), 0
	}
	var room [8]float64
	values := m.Cells[0].values(room[:0], slices.Index(m.Columns, path))
	if len(values) == 0 {
		return math.NaN(), math.NaN(), 0
	}
	mean, sd = meanSD(values)
	return mean, sd, len(values)
}

// values appends a column of the runs that have the number; none where col is −1.
func (c *Cell) values(dst []float64, col int) []float64 {
	for k := range c.Runs {
		if r := &c.Runs[k]; r.Reason == "" && col >= 0 && col < len(r.Values) && measure.Num(r.Values[col]).Defined() {
			dst = append(dst, r.Values[col])
		}
	}
	return dst
}

func (c *Cell) read(col int) Reading {
	r := Reading{Value: math.NaN(), Spread: math.NaN()}
	values := c.values(nil, col)
	var codes []string
	failed := ""
	for _, run := range c.Runs {
		for _, code := range strings.Fields(run.Codes) {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		if run.Reason != "" {
			failed = run.Reason
		}
	}
	r.Why, r.Seeds = strings.Join(codes, ", "), len(values)
	switch {
	case len(c.Runs) == 0:
		return r
	case len(values) == 0 && failed != "":
		r.State, r.Why = Failed, failed
		return r
	case len(values) == 0:
		r.State = Undefined
		return r
	case failed != "":
		r.State, r.Why = Doubtful, "a run failed: "+failed
	case len(codes) > 0:
		r.State = Doubtful
	default:
		r.State = Sound
	}
	r.Value, r.Spread = meanSD(values)
	return r
}

// meanSD is the mean of x and their standard deviation, NaN of one.
func meanSD(x []float64) (mean, sd float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	if len(x) < 2 {
		return mean, math.NaN()
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sd / (n - 1))
}

// Cell is the cell at a place; nil where nothing is known.
func (m *Map) Cell(a At) *Cell {
	if k, ok := slices.BinarySearchFunc(m.Cells, a, byPlace); ok {
		return &m.Cells[k]
	}
	return nil
}

func byPlace(c Cell, a At) int {
	if c.J != a.J {
		return c.J - a.J
	}
	return c.I - a.I
}

// At reads the number shown at a place.
func (m *Map) At(a At) Reading {
	if c := m.Cell(a); c != nil {
		return m.Read(c)
	}
	if slices.Contains(m.Busy, a) {
		return Reading{State: Busy, Value: math.NaN(), Spread: math.NaN()}
	}
	return Reading{Value: math.NaN(), Spread: math.NaN()}
}

// Nearest is the place whose number stands for (i, j), in parts of 1/Sub of a step:
// the nearest that was run, within the cell of the grid that holds the point. A
// cell of the grid that was not run stands for itself.
func (m *Map) Nearest(i, j float64) At {
	grid := At{Sub * nearest(i/Sub, m.X.Len()), Sub * nearest(j/Sub, m.Y.Len())}
	best, least := grid, math.Hypot(i-float64(grid.I), j-float64(grid.J))
	for di := -Sub / 2; di <= Sub/2; di++ {
		for dj := -Sub / 2; dj <= Sub/2; dj++ {
			a := At{grid.I + di, grid.J + dj}
			if d := math.Hypot(i-float64(a.I), j-float64(a.J)); d < least && m.Cell(a) != nil {
				best, least = a, d
			}
		}
	}
	return best
}

// Range is the least and the largest number shown, and the cells that have them;
// nil where no cell has a number.
func (m *Map) Range() (lo, hi *Cell) {
	least, most := math.Inf(1), math.Inf(-1)
	col := m.Column(m.Show)
	for k := range m.Cells {
		v := m.Cells[k].read(col).Value
		if v < least {
			lo, least = &m.Cells[k], v
		}
		if v > most {
			hi, most = &m.Cells[k], v
		}
	}
	return lo, hi
}

// values are the numbers of a column by their places.
func (m *Map) values(col int) map[At]float64 {
	out := make(map[At]float64, len(m.Cells))
	for k := range m.Cells {
		out[m.Cells[k].At] = m.Cells[k].read(col).Value
	}
	return out
}

// addRow takes in a row of the table of a sweep whose key has so many columns. It
// reports false for a row that has no place on the map.
func (m *Map) addRow(row []string, key int) bool {
	x, y := row[2], ""
	if !m.Y.None() {
		y = row[3]
	}
	i, okX := m.X.Index(x)
	j, okY := m.Y.Index(y)
	seed, err := strconv.Atoi(row[key-1])
	if !okX || !okY || err != nil {
		return false
	}
	r := Run{Seed: seed}
	if n := len(row); row[n-2] == sweep.Failed {
		if r.Reason = row[n-1]; r.Reason == "" {
			r.Reason = "no reason given"
		}
	} else {
		r.Values = make([]float64, len(m.Columns))
		for k, text := range row[key : n-2] {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				v = math.NaN()
			}
			r.Values[k] = v
			if m.Columns[k] == "warning_codes" {
				r.Codes = text
			}
		}
	}
	m.add(At{i, j}, x, y, r)
	return true
}

// add takes in a run; one of the same seed is replaced. Cells and runs that others
// hold stay as they are.
func (m *Map) add(a At, x, y string, r Run) {
	k, ok := slices.BinarySearchFunc(m.Cells, a, byPlace)
	if !ok {
		m.Cells = slices.Insert(slices.Clone(m.Cells), k, Cell{At: a, X: x, Y: y, Runs: []Run{r}})
		return
	}
	m.Cells = slices.Clone(m.Cells)
	runs := slices.Clone(m.Cells[k].Runs)
	if at := slices.IndexFunc(runs, func(o Run) bool { return o.Seed == r.Seed }); at >= 0 {
		runs[at] = r
	} else {
		runs = append(runs, r)
		slices.SortFunc(runs, func(a, b Run) int { return a.Seed - b.Seed })
	}
	m.Cells[k].Runs = runs
}

// has reports whether a run is known.
func (m *Map) has(a At, seed int) bool {
	c := m.Cell(a)
	return c != nil && slices.ContainsFunc(c.Runs, func(r Run) bool { return r.Seed == seed })
}

// Usual are the paths of a map that says none.
func Usual(target bool) []string {
	if target {
		return []string{"training.score", "motifs.weighted.reciprocal.value", "spectrum.max_modulus", "weights.frobenius", "motifs.weighted.divergent.value", "training.nrmse"}
	}
	return []string{"dimension.value", "g_eff.value", "spectrum.max_modulus", "rate_hz.lif.value", "rate_hz.qif.value"}
}

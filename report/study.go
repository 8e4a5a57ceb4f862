package report

import (
	"fmt"
	"hash/fnv"
	"strconv"

	"spiketop/presets"
)

// Study is a plan: which runs, on which seeds. The zero value of a part leaves
// it out.
type Study struct {
	Name  string // "full" or "quick"
	Seed  int    // the first
	Seeds int    // of the cells that verdicts need
	Few   int    // of the slow ones (sparse, large dimension): too few for a verdict

	N            int       // neurons
	Compositions []float64 // f_Q, from QIF only to LIF only
	Ends         []float64 // those of the dearer parts

	Gains   map[float64][]float64 // of the dimension, by f_Q
	Windows int                   // of 1000 ms
	Mid     map[float64]float64   // the gain at which other sizes are measured

	Taus    []float64 // τ_s, ms, beside 20
	Periods []float64 // of the rhythm, ms, beside 500
	Sizes   []int     // beside N
	SizesD  []int     // of the dimension, beside N; above N only one composition, on few seeds
	Sparse  []float64 // compositions trained at p = .3
	Lambda  float64   // beside 1; 0: none
	Diluted []string  // patterns trained with it

	Extra []presets.Assignment // on top of everything; tests shorten runs with it
}

// Seeds that nothing was run on while the program and its thresholds were made.
// The quick study has its own, so that a look at it spends none of the others.
const (
	firstSeed      = 2001
	firstSeedQuick = 1001
)

// tauMain is τ_s of the presets, ms.
const tauMain = 20.0

// Full is the study of docs/FINDINGS.md.
func Full(seeds int) Study {
	return Study{
		Name: "full", Seed: firstSeed, Seeds: seeds, Few: min(seeds, 4),
		N: 200, Compositions: []float64{1, .75, .5, .25, 0}, Ends: []float64{1, .5, 0},
		Gains: map[float64][]float64{
			1: {.5, 1, 1.5, 2, 3}, .75: {.5, 1, 1.5, 2, 2.5}, .5: {.5, .75, 1, 1.5, 2},
			.25: {.5, .75, 1, 1.25, 1.5}, 0: {.25, .5, .75, 1, 1.25},
		},
		Windows: 400, Mid: map[float64]float64{1: 2, .5: 1, 0: .75},
		Taus: []float64{5, 10, 40, 80, 160}, Periods: []float64{250, 1000},
		Sizes: []int{100, 400}, SizesD: []int{100, 400},
		Sparse: []float64{1, .5, 0}, Lambda: 100, Diluted: []string{"oscillation", "rhythm", "sequence"},
	}
}

// Quick is the same with few seeds and points: too few for verdicts.
func Quick(seeds int) Study {
	s := Full(seeds)
	s.Name, s.Seed, s.Few = "quick", firstSeedQuick, 1
	s.Compositions = s.Ends
	s.Gains = map[float64][]float64{1: {.5, 2}, .5: {.5, 1}, 0: {.5, .75}}
	s.Windows = 200
	s.Taus, s.Periods = []float64{5, 80}, nil
	s.Sizes, s.SizesD = []int{100}, nil
	s.Sparse, s.Diluted = []float64{.5}, []string{"oscillation"}
	return s
}

// job is a cell with its seeds.
type job struct {
	Cell
	seeds []int
}

// Cells lists the runs, the quick parts first.
func (s Study) Cells() []job {
	var out []job
	add := func(seeds int, cells ...Cell) {
		for _, c := range cells {
			out = append(out, job{c, s.seeds(seeds)})
		}
	}
	for _, preset := range patterns {
		for _, q := range s.Compositions {
			add(s.Seeds, s.main(preset, q))
		}
	}
	for _, preset := range patterns {
		for _, q := range s.Ends {
			for _, tau := range s.Taus {
				add(s.Seeds, s.slow(preset, q, tau))
			}
			for _, n := range s.Sizes {
				add(s.Seeds, s.sized(preset, q, n))
			}
		}
	}
	for _, q := range s.Ends {
		for _, period := range s.Periods {
			add(s.Seeds, s.paced(q, period))
		}
		for _, preset := range s.Diluted {
			add(s.Seeds, s.diluted(preset, q))
		}
	}
	for _, q := range s.Compositions {
		for _, g := range s.Gains[q] {
			add(s.Seeds, untrained(s.N, q, g))
		}
	}
	for _, preset := range patterns {
		for _, q := range s.Sparse {
			add(s.Few, s.sparse(preset, q))
		}
	}
	for _, n := range s.SizesD {
		for _, q := range s.Ends {
			switch {
			case n < s.N:
				add(s.Seeds, untrained(n, q, s.Mid[q]))
			case q == .5:
				add(s.Few, untrained(n, q, s.Mid[q]))
			}
		}
	}
	return out
}

func (s Study) seeds(n int) []int {
	out := make([]int, n)
	for k := range out {
		out[k] = s.Seed + k
	}
	return out
}

// main is the cell of a pattern that most findings are about.
func (s Study) main(preset string, q float64) Cell {
	c := trained(preset, s.N, q)
	c.Nulls = AllNulls
	return c
}

// slow is a pattern at another τ_s; at that of the presets it is main.
func (s Study) slow(preset string, q, tau float64) Cell {
	if tau == tauMain {
		return s.main(preset, q)
	}
	c := trained(preset, s.N, q)
	c.TauS = tau
	return c
}

func (s Study) sized(preset string, q float64, n int) Cell {
	if n == s.N {
		return s.main(preset, q)
	}
	c := trained(preset, n, q)
	c.Nulls = WeightedNulls
	return c
}

func (s Study) sparse(preset string, q float64) Cell {
	c := trained(preset, s.N, q)
	c.P, c.Nulls = .3, WeightedNulls
	return c
}

func (s Study) paced(q, period float64) Cell {
	c := trained("rhythm", s.N, q)
	c.Period = period
	if period == 500 {
		return s.main("rhythm", q)
	}
	return c
}

func (s Study) diluted(preset string, q float64) Cell {
	c := trained(preset, s.N, q)
	c.Lambda = s.Lambda
	return c
}

// text is the study on one line: what must be the same for a directory to be
// taken up again.
func (s Study) text() string {
	h := fnv.New32a()
	for _, j := range s.Cells() {
		for _, seed := range j.seeds {
			fmt.Fprintln(h, j.key(seed))
		}
	}
	fmt.Fprintln(h, s.Windows, s.Extra)
	return fmt.Sprintf("spiketop findings: %s, %d seeds from %d, %d runs, plan %08x\n", s.Name, s.Seeds, s.Seed, s.runs(), h.Sum32())
}

func (s Study) runs() (n int) {
	for _, j := range s.Cells() {
		n += len(j.seeds)
	}
	return n
}

// pointExtra is what a point's file sets beside its cell.
func (s Study) pointExtra(c Cell) []presets.Assignment {
	if c.Preset != dimension {
		return s.Extra
	}
	return append(append([]presets.Assignment(nil), s.Extra...), presets.Assignment{Key: "record.windows", Text: strconv.Itoa(s.windows(c.N))})
}

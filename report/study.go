package report

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"spiketop/measure"
	"spiketop/presets"
)

// Study is a plan of runs and their seeds. A part of the study with its zero value
// is left out.
type Study struct {
	Name  string // "full" or "quick"
	Seed  int    // the first
	Seeds int    // of the cells behind verdicts
	Few   int    // of the slow cells (sparse, large dimension): too few for a verdict
	Flat  int    // of the dimension below Steep
	Most  int    // of the dimension from Steep on

	N            int       // neurons
	Compositions []float64 // fractions of the first neuron type, from 1 to 0
	Ends         []float64 // those of the dearer parts

	Gains   map[float64][]float64 // of the dimension, by composition
	Steep   map[float64]float64   // the gain from which on D differs much between networks, by composition
	Windows int                   // of the preset's T_w, at N neurons; other sizes have as many for each neuron
	Mid     map[float64]float64   // the gain at which other sizes are measured, by composition

	Taus    []float64 // τ_s, ms, beside that of the presets
	Periods []float64 // of the rhythm, ms, beside that of the preset
	Sizes   []int     // beside N
	SizesD  []int     // of the dimension, beside N; above N only half and half, on few seeds
	Sparse  []float64 // compositions trained in sparse networks
	Lambda  float64   // beside that of the presets; 0: none
	Diluted []string  // patterns trained with Lambda

	Retrained int // how often a network is trained again from other initial states
	Again     int // seeds of which it is

	Extra []presets.Assignment // after all others; tests shorten runs with it
}

// Nothing was run on these seeds while the program and its thresholds were made.
// The quick study has seeds of its own: a look at it leaves the others fresh.
const (
	firstSeed      = 3001
	firstSeedQuick = 1001
)

// tauMain is τ_s of the presets, ms.
func tauMain() float64 { return starts()[patterns[0]].Net.TauS }

// Full is the study of docs/FINDINGS.md.
//
// How many seeds a cell of the dimension has was chosen before the study, by the study
// before this one (its seeds 2001 to 2010). From Steep on the standard deviation of
// D − (1 − g_eff²)² was .01 to .07, or its mean was within .01 of the threshold. With
// n seeds the interval is ± t·s/√n: 20 seeds make ± .005 of .01, and 50 seeds make
// ± .02 of .07. No number of seeds depends on a row of this study: nobody looks before
// the end, and each interval is an ordinary one.
func Full(seeds int) Study {
	return Study{
		Name: "full", Seed: firstSeed, Seeds: seeds, Few: min(seeds, 4), Flat: 2 * seeds, Most: 5 * seeds,
		N: starts()[spontaneous].Net.N, Compositions: []float64{1, .75, .5, .25, 0}, Ends: []float64{1, .5, 0},
		Gains: map[float64][]float64{
			1: {.5, 1, 1.5, 2, 3}, .75: {.5, 1, 1.5, 2, 2.5}, .5: {.5, .75, 1, 1.5, 2},
			.25: {.5, .75, 1, 1.25, 1.5}, 0: {.25, .5, .75, 1, 1.25},
		},
		Steep:   map[float64]float64{1: 2, .75: 1, .5: .75, .25: .75, 0: .75},
		Windows: 400, Mid: map[float64]float64{1: 2, .5: 1, 0: .75},
		Taus: []float64{5, 10, 40, 80, 160}, Periods: []float64{250, 1000},
		Sizes: []int{100, 400}, SizesD: []int{100, 400},
		Sparse: []float64{1, .5, 0}, Lambda: 100, Diluted: osc3,
		Retrained: 3, Again: min(seeds, 6),
	}
}

// Quick is Full with few seeds and points: too few for verdicts.
func Quick(seeds int) Study {
	s := Full(seeds)
	s.Name, s.Seed, s.Few, s.Flat, s.Most = "quick", firstSeedQuick, 1, seeds, seeds
	s.Compositions = s.Ends
	s.Gains = map[float64][]float64{1: {.5, 2}, .5: {.5, 1}, 0: {.5, .75}}
	s.Windows = 200
	s.Taus, s.Periods = []float64{5, 80}, nil
	s.Sizes, s.SizesD = []int{100}, nil
	s.Sparse, s.Diluted = []float64{.5}, []string{"oscillation"}
	s.Retrained, s.Again = 1, 1
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
	add(s.Seeds, cells(patterns, s.Compositions, s.main)...)
	for _, c := range cells(patterns, s.Ends, s.main) {
		for _, tau := range s.Taus {
			add(s.Seeds, s.slow(c.Preset, c.Composition, tau))
		}
		for _, n := range s.Sizes {
			add(s.Seeds, s.sized(c.Preset, c.Composition, n))
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
	for k := range s.Retrained {
		add(s.Again, cells(osc3, s.Compositions, func(preset string, q float64) Cell { return s.again(preset, q, k+1) })...)
	}
	for _, q := range s.Compositions {
		for _, g := range s.Gains[q] {
			if g < s.Steep[q] {
				add(s.Flat, untrained(s.N, q, g))
			} else {
				add(s.Most, untrained(s.N, q, g))
			}
		}
	}
	add(s.Few, cells(patterns, s.Sparse, s.sparse)...)
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

// main is the cell that most findings are about: the preset as it stands.
func (s Study) main(preset string, q float64) Cell { return s.sized(preset, q, s.N) }

// slow is a pattern at another τ_s; at that of the preset it is main.
func (s Study) slow(preset string, q, tau float64) Cell {
	c := of(preset, s.N, q)
	if tau == c.TauS {
		return s.main(preset, q)
	}
	c.TauS = tau
	return c
}

// sized is a pattern in a network of n neurons; at N that is main.
func (s Study) sized(preset string, q float64, n int) Cell {
	c := of(preset, n, q)
	c.Nulls = measure.WeightedNulls
	if n == s.N {
		c.Nulls = measure.AllNulls
	}
	return c
}

// sparse is a pattern in a network as sparse as that of the dimension.
func (s Study) sparse(preset string, q float64) Cell {
	c := of(preset, s.N, q)
	c.P, c.Nulls = starts()[spontaneous].Net.P, measure.WeightedNulls
	return c
}

// paced is the rhythm at another period; at that of the preset it is main.
func (s Study) paced(q, period float64) Cell {
	c := of("rhythm", s.N, q)
	if period == c.Period {
		return s.main("rhythm", q)
	}
	c.Period = period
	return c
}

// diluted is a pattern trained with the other λ.
func (s Study) diluted(preset string, q float64) Cell {
	c := of(preset, s.N, q)
	c.Lambda = s.Lambda
	return c
}

// again is main, trained the k-th time: the same network and target, other initial states.
func (s Study) again(preset string, q float64, k int) Cell {
	c := of(preset, s.N, q)
	c.Retraining = k
	return c
}

// text is the study on one line. A directory with the same line can be taken up
// again.
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

// pointExtra is what the file of a point sets after its cell.
func (s Study) pointExtra(c Cell) []presets.Assignment {
	extra := slices.Clone(s.Extra)
	if c.Preset != spontaneous {
		return extra
	}
	return append(extra, presets.Assignment{Key: "record.windows", Text: strconv.Itoa(s.windows(c.N))})
}

// windows is the number of windows of the preset's T_w for a network of n neurons.
func (s Study) windows(n int) int { return s.Windows * n / s.N }

package report

import (
	"fmt"
	"strconv"
	"strings"

	"spiketop/experiment"
	"spiketop/presets"
)

// Nulls says how many null models a run is held against.
type Nulls string

const (
	NoNulls       Nulls = "none"
	WeightedNulls Nulls = "weighted" // nulls 1 and 2 of the weighted correlations
	AllNulls      Nulls = "all"      // and 2 and 3 of every strong graph
)

// Cell is one point of the study: a run but for its seed.
type Cell struct {
	Preset string
	N      int
	P, QIF float64
	G      float64
	TauS   float64 // ms
	Period float64 // ms; 0: each neuron its own
	Lambda float64
	Nulls  Nulls
}

// keyColumns name a row.
var keyColumns = []string{"preset", "n", "p", "qif", "g", "tau_s", "period", "lambda", "nulls", "seed"}

// dimension is the preset without training.
const dimension = "dimension"

// patterns are the presets that train, in the order of the figures.
var patterns = []string{"oscillation", "rhythm", "sequence", "ou"}

// trained is the cell of a pattern as its preset has it, at one composition.
func trained(preset string, n int, qif float64) Cell {
	c := Cell{Preset: preset, N: n, P: 1, QIF: qif, G: 1, TauS: 20, Lambda: 1, Nulls: NoNulls}
	if preset == "rhythm" {
		c.Period = 500
	}
	return c
}

// untrained is a cell of the dimension.
func untrained(n int, qif, g float64) Cell {
	return Cell{Preset: dimension, N: n, P: 0.3, QIF: qif, G: g, TauS: 20, Nulls: NoNulls}
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// key is the row's name.
func (c Cell) key(seed int) []string {
	return []string{c.Preset, strconv.Itoa(c.N), short(c.P), short(c.QIF), short(c.G), short(c.TauS), short(c.Period),
		short(c.Lambda), string(c.Nulls), strconv.Itoa(seed)}
}

// name is the cell as a file's name.
func (c Cell) name() string {
	s := fmt.Sprintf("%s-n%d-p%s-q%s-g%s-tau%s", c.Preset, c.N, short(c.P), short(c.QIF), short(c.G), short(c.TauS))
	if c.Preset != dimension {
		s += "-lambda" + short(c.Lambda)
		if c.Period > 0 {
			s += "-period" + short(c.Period)
		}
	}
	return s
}

// assignments are what the cell sets on top of its preset.
func (c Cell) assignments() []presets.Assignment {
	out := []presets.Assignment{
		{Key: "net.n", Text: strconv.Itoa(c.N)},
		{Key: "net.p", Text: short(c.P)},
		{Key: "net.qif", Text: short(c.QIF)},
		{Key: "net.g", Text: short(c.G)},
		{Key: "net.tau_s", Text: short(c.TauS)},
	}
	if c.Preset != dimension {
		out = append(out, presets.Assignment{Key: "target.period", Text: short(c.Period)},
			presets.Assignment{Key: "learn.lambda", Text: short(c.Lambda)})
	}
	return out
}

// session builds the run.
func (c Cell) session(seed int, extra []presets.Assignment) (*experiment.Session, error) {
	plan, err := presets.Load(c.Preset)
	if err != nil {
		return nil, err
	}
	sets := append(c.assignments(), extra...)
	return experiment.NewSession(plan, append(sets, presets.Assignment{Key: "seed", Text: strconv.Itoa(seed)}))
}

// point is a preset file that opens the cell in the explorer.
func (c Cell) point(seed int, seeds []int, extra []presets.Assignment) (string, error) {
	plan, err := presets.Load(c.Preset)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "title = %q\n", "Findings: "+c.Preset+", "+c.label())
	fmt.Fprintf(&b, "about = %q\n\n[set]\n", fmt.Sprintf(
		"A point of the findings: the mean over seeds %d to %d; this is seed %d. Another seed: --seed.", seeds[0], seeds[len(seeds)-1], seed))
	set := map[string]string{}
	var order []string
	put := func(a presets.Assignment) {
		if _, seen := set[a.Key]; !seen {
			order = append(order, a.Key)
		}
		set[a.Key] = a.Text
	}
	for _, a := range plan.Set {
		put(a)
	}
	for _, a := range c.assignments() {
		put(a)
	}
	for _, a := range extra {
		put(a)
	}
	put(presets.Assignment{Key: "seed", Text: strconv.Itoa(seed)})
	for _, key := range order {
		text := set[key]
		if _, err := strconv.ParseFloat(text, 64); err != nil && text != "true" && text != "false" {
			text = strconv.Quote(text)
		}
		fmt.Fprintf(&b, "%q = %s\n", key, text)
	}
	return b.String(), nil
}

// label says where the cell is, in symbols.
func (c Cell) label() string {
	s := fmt.Sprintf("f_Q %s, N %d", short(c.QIF), c.N)
	if c.Preset == dimension {
		return s + ", g " + short(c.G)
	}
	if c.P < 1 {
		s += ", p " + short(c.P)
	}
	s += ", τ_s " + short(c.TauS) + " ms"
	if c.Period > 0 {
		s += ", T₁ " + short(c.Period) + " ms"
	}
	if c.Lambda != 1 {
		s += ", λ " + short(c.Lambda)
	}
	return s
}

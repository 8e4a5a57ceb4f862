package report

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sim"
)

// Cell is one point of the study: the parameters of a run without the seed.
type Cell struct {
	Preset      string
	N           int
	P           float64
	Composition float64 // fraction of the first neuron type; the rest are of the last
	G           float64
	TauS        float64 // ms
	Period      float64 // ms; 0: each neuron its own
	Lambda      float64
	Nulls       measure.Nulls
	Retraining  int // 0: trained from the initial states of the seed; k: from others
}

// The neuron types of every network of the study.
var first, last = &sim.Types[0], &sim.Types[len(sim.Types)-1]

// keyColumns are the columns that identify a row. Parameters have their keys.
var keyColumns = []string{"preset", "net.n", "net.p", first.FractionKey(), "net.g", "net.tau_s", "target.period", "learn.lambda", "nulls", "retraining", "seed"}

// nullNames are the words for the sets of null models.
var nullNames = map[measure.Nulls]string{measure.NoNulls: "none", measure.WeightedNulls: "weighted", measure.AllNulls: "all"}

// spontaneous is the preset without training.
const spontaneous = "dimension"

// patterns are the presets that train, in the order of the figures.
var patterns = []string{"oscillation", "rhythm", "sequence", "ou"}

// starts are the parameters of each preset at step 0.
var starts = sync.OnceValue(func() map[string]run.Params {
	all := map[string]run.Params{}
	for _, name := range append(patterns, spontaneous) {
		plan, err := presets.Load(name)
		must(err)
		p := run.Table.Defaults()
		for _, a := range plan.Set {
			must(run.Table.Set(&p, a.Key, a.Text))
		}
		all[name] = p
	}
	return all
})

// of is the cell of a preset as it stands, with n neurons of a composition.
func of(preset string, n int, composition float64) Cell {
	p := starts()[preset]
	return Cell{Preset: preset, N: n, P: p.Net.P, Composition: composition, G: p.Net.G, TauS: p.Net.TauS,
		Period: p.Target.Period, Lambda: p.Learn.Lambda}
}

// untrained is a cell of the preset without training.
func untrained(n int, composition, g float64) Cell {
	c := of(spontaneous, n, composition)
	c.G = g
	return c
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// key identifies a row, in the order of keyColumns.
func (c Cell) key(seed int) []string {
	return []string{c.Preset, strconv.Itoa(c.N), short(c.P), short(c.Composition), short(c.G), short(c.TauS), short(c.Period),
		short(c.Lambda), nullNames[c.Nulls], strconv.Itoa(c.Retraining), strconv.Itoa(seed)}
}

// name is the name of the cell's file.
func (c Cell) name() string {
	s := fmt.Sprintf("%s-n%d-p%s-q%s-g%s-tau%s", c.Preset, c.N, short(c.P), short(c.Composition), short(c.G), short(c.TauS))
	if c.Preset != spontaneous {
		s += "-lambda" + short(c.Lambda)
		if c.Period > 0 {
			s += "-period" + short(c.Period)
		}
		if c.Retraining > 0 {
			s += "-again" + strconv.Itoa(c.Retraining)
		}
	}
	return s
}

// assignments are what the cell sets after its preset, then extra, then the seed.
func (c Cell) assignments(seed int, extra []presets.Assignment) (all []presets.Assignment) {
	end := len(keyColumns) - 3 // nulls, retraining and seed
	if c.Preset == spontaneous {
		end -= 2 // nothing is learned
	}
	for k, text := range c.key(seed)[1:end] {
		all = append(all, presets.Assignment{Key: keyColumns[1+k], Text: text})
	}
	return append(append(all, extra...), presets.Assignment{Key: "seed", Text: strconv.Itoa(seed)})
}

// kicks are the fresh random states that a retraining draws before it begins. All
// states of a run come one after the other from one stream: one at the start, then
// one for each pass. A retraining passes over as many as a whole run draws, so
// that no pass of it begins in a state of another training. Weights, target, cue and
// order have streams of their own and stay.
func (c Cell) kicks(p run.Params) (all []presets.Event) {
	for k := range c.Retraining * (1 + p.Learn.Passes + p.Learn.Tests) {
		all = append(all, presets.Event{Step: -1, Set: []presets.Assignment{{Key: "do.kick", Text: strconv.Itoa(k + 1)}}})
	}
	return all
}

// session builds a run of the cell.
func (c Cell) session(seed int, extra []presets.Assignment) (*run.Session, error) {
	plan, err := presets.Load(c.Preset)
	if err != nil {
		return nil, err
	}
	p, err := c.params(seed, extra)
	if err != nil {
		return nil, err
	}
	plan.At = append(c.kicks(p), plan.At...)
	return run.NewSession(plan, c.assignments(seed, extra))
}

// params are the parameters of a run of the cell at step 0.
func (c Cell) params(seed int, extra []presets.Assignment) (p run.Params, err error) {
	plan, err := presets.Load(c.Preset)
	if err != nil {
		return p, err
	}
	p = run.Table.Defaults()
	for _, a := range append(plan.Set, c.assignments(seed, extra)...) {
		if err := run.Table.Set(&p, a.Key, a.Text); err != nil {
			return p, err
		}
	}
	return p, nil
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
	for _, a := range append(plan.Set, c.assignments(seed, extra)...) {
		if _, seen := set[a.Key]; !seen {
			order = append(order, a.Key)
		}
		set[a.Key] = a.Text
	}
	for _, key := range order {
		text := set[key]
		if _, err := strconv.ParseFloat(text, 64); err != nil && text != "true" && text != "false" {
			text = strconv.Quote(text)
		}
		fmt.Fprintf(&b, "%q = %s\n", key, text)
	}
	p, err := c.params(seed, extra)
	for _, kick := range c.kicks(p) {
		fmt.Fprintf(&b, "\n[[at]]\nms = %g\nset = { %q = %s }\n", kick.MS, kick.Set[0].Key, kick.Set[0].Text)
	}
	return b.String(), err
}

// label names the cell in symbols.
func (c Cell) label() string {
	s := fmt.Sprintf("%s, N %d", atQ(c.Composition), c.N)
	if c.Preset == spontaneous {
		return s + ", g " + short(c.G)
	}
	usual := starts()[c.Preset]
	if c.P < 1 {
		s += ", p " + short(c.P)
	}
	s += ", τ_s " + short(c.TauS) + " ms"
	if c.Period > 0 {
		s += ", T₁ " + short(c.Period) + " ms"
	}
	if c.Lambda != usual.Learn.Lambda {
		s += ", λ " + short(c.Lambda)
	}
	if c.Retraining > 0 {
		s += fmt.Sprintf(", trained again from other initial states (%d)", c.Retraining)
	}
	return s
}

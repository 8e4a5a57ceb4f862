package experiment

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"spiketop/learn"
	"spiketop/metrics"
)

// files are the contents of a run's directory. docs/FILES.md describes them for
// readers; s must be complete.
func (c *Copy) files(s *Summary) []file {
	text := func(t string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, t); return err }
	}
	matrix := func(x []float64, rows int) func(io.Writer) error {
		return func(w io.Writer) error {
			a := newNPY(w, float64s, rows, c.N)
			a.floats(x...)
			return a.close()
		}
	}
	return []file{
		{"run.toml", text(c.RunFile())},
		{"summary.json", text(string(s.JSON()))},
		{"weights.npy", matrix(c.W, c.N)},
		{"weights_initial.npy", matrix(c.Initial(), c.N)},
		{"neurons.csv", c.writeNeurons},
		{"spikes.npy", c.writeSpikes},
		{"readout.npy", c.writeSamples(func(r readout) []float64 { return r.U })},
		{"target.npy", c.writeSamples(func(r readout) []float64 { return r.F })},
		{"readout_time_ms.npy", c.writeTimes},
		{"readout_pass.npy", c.writePasses},
		{"rates.npy", matrix(c.Counts, c.Windows)},
		{"eigenvalues.csv", s.writeEigenvalues},
		{"motifs.csv", s.writeMotifs},
	}
}

func table(w io.Writer, header []string, rows func(row func(...string))) error {
	out := csv.NewWriter(w)
	_ = out.Write(header) // errors stay and come back below
	rows(func(cells ...string) { _ = out.Write(cells) })
	out.Flush()
	return out.Error()
}

// cell is a number as text; empty where it is not defined.
func cell(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

func (c *Copy) writeNeurons(w io.Writer) error {
	types := c.Types()
	return table(w, []string{"index", "type", "bias", "v0", "cue", "place", "phase"}, func(row func(...string)) {
		for i := range c.N {
			var place, phase string
			switch {
			case c.Order == nil:
			case c.Params.Target.Kind == learn.Sequence:
				place = cell(c.Order[i])
			default:
				phase = cell(c.Order[i])
			}
			row(strconv.Itoa(i), types[i].String(), cell(c.Bias[i]), cell(c.V0[i]), cell(c.Cue[i]), place, phase)
		}
	})
}

// writeSpikes writes (step, neuron): the number of steps taken when it fired.
func (c *Copy) writeSpikes(w io.Writer) error {
	a := newNPY(w, int64s, len(c.SpikeStep), 2)
	for k, step := range c.SpikeStep {
		a.ints(step, int64(c.SpikeNeuron[k]))
	}
	return a.close()
}

func (c *Copy) samples() (n int) {
	for _, r := range c.Readouts {
		n += len(r.TimeMS)
	}
	return n
}

func (c *Copy) writeSamples(of func(readout) []float64) func(io.Writer) error {
	return func(w io.Writer) error {
		a := newNPY(w, float64s, c.samples(), c.N)
		for _, r := range c.Readouts {
			a.floats(of(r)...)
		}
		return a.close()
	}
}

func (c *Copy) writeTimes(w io.Writer) error {
	a := newNPY(w, float64s, c.samples())
	for _, r := range c.Readouts {
		a.floats(r.TimeMS...)
	}
	return a.close()
}

// writePasses writes, for each row of readout.npy, the pass that it belongs to:
// the number of a training pass, minus the number of a test.
func (c *Copy) writePasses(w io.Writer) error {
	a := newNPY(w, int64s, c.samples())
	for _, r := range c.Readouts {
		pass := int64(r.Pass.Number)
		if r.Pass.Kind == TestPass {
			pass = -pass
		}
		for range r.TimeMS {
			a.ints(pass)
		}
	}
	return a.close()
}

func (s *Summary) writeEigenvalues(w io.Writer) error {
	return table(w, []string{"when", "re", "im", "outlier"}, func(row func(...string)) {
		for _, m := range []struct {
			when string
			metrics.Spectrum
		}{{"before", s.before}, {"after", s.spectrum}} {
			for k, l := range m.Values {
				outlier := "0"
				if m.IsOutlier(k) {
					outlier = "1"
				}
				row(m.when, cell(real(l)), cell(imag(l)), outlier)
			}
		}
	})
}

// Complete does the analyses that only files need: the motifs of W at the
// episode's start, and of its change since. Write does it otherwise.
func (c *Copy) Complete(s *Summary) {
	if s.motifs[0] != nil {
		return
	}
	change := c.change()
	if metrics.Frobenius(change) == 0 {
		s.motifs[0] = s.motifs[1]
		return
	}
	s.motifs[0], s.motifs[2] = c.motifs(c.Initial()), c.motifs(change)
}

// writeMotifs writes every motif statistic. In each row ratio = count/expected
// and z = (count − expected)/sd, p is one-sided upwards; cells that are not
// defined are empty. The weighted views have the correlation in place of a count.
func (s *Summary) writeMotifs(w io.Writer) error {
	return table(w, []string{"matrix", "view", "motif", "count", "expected", "sd", "ratio", "z", "p", "note"}, func(row func(...string)) {
		for m, matrix := range []string{"before", "after", "change"} {
			motifRows(s.motifs[m], func(cells ...string) { row(append([]string{matrix}, cells...)...) })
		}
	})
}

var pairMotifs = [4]string{"reciprocal", "convergent", "divergent", "chain"}

// motifRows are the rows of one matrix; of none (nil) with nothing in them.
func motifRows(r *MotifResult, row func(...string)) {
	empty := r == nil
	if empty {
		r = &MotifResult{}
	}
	put := func(view, motif string, t metrics.Tested, ratio float64) {
		if empty {
			row(view, motif, "", "", "", "", "", "", "no change")
			return
		}
		row(view, motif, cell(t.Value), cell(t.Mean), cell(t.SD), cell(ratio), cell(t.Z), cell(t.P), t.Note)
	}
	nan := math.NaN()
	// bare is a count against an expectation that has no draws.
	bare := func(view, motif string, count, expected float64) {
		put(view, motif, metrics.Tested{Value: count, Mean: expected, SD: nan, Z: nan, P: nan, Note: "random graph of the same density"}, count/expected)
	}
	four := func(view string, ratio bool, t ...metrics.Tested) {
		for k, x := range t {
			if ratio {
				put(view, pairMotifs[k], x, x.Ratio())
			} else {
				put(view, pairMotifs[k], x, nan)
			}
		}
	}
	four("weighted", false, r.Weighted.Reciprocal, r.Weighted.Convergent, r.Weighted.Divergent, r.Weighted.Chain)
	four("weighted_blocks", false, r.Blocks.Reciprocal, r.Blocks.Convergent, r.Blocks.Divergent, r.Blocks.Chain)
	for k, x := range []metrics.Ratio{r.Strong.Reciprocal, r.Strong.Convergent, r.Strong.Divergent, r.Strong.Chain} {
		bare("strong", pairMotifs[k], float64(x.Count), x.Expected)
	}
	four("strong_blocks", true, r.StrongTest.Reciprocal, r.StrongTest.Convergent, r.StrongTest.Divergent, r.StrongTest.Chain)
	four("strong_degree", true, r.Degree.Reciprocal, r.Degree.Convergent, r.Degree.Divergent, r.Degree.Chain)
	expected := metrics.TriadsExpected(r.Strong.Nodes, r.Strong.P)
	for k, name := range metrics.TriadNames {
		bare("triads", name, float64(r.Triads[k]), expected[k])
	}
	for k, name := range metrics.TriadNames {
		put("triads_dyads", name, r.TriadTest[k], r.TriadTest[k].Ratio())
	}
	for k, name := range metrics.TriadNames {
		put("triads_degree", name, r.Degree.Triads[k], r.Degree.Triads[k].Ratio())
	}
}

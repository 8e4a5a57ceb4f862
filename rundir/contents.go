package rundir

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"spiketop/internal/disk"
	"spiketop/internal/matrix"
	"spiketop/learn"
	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

// Contents is what the directory of a run holds.
type Contents struct {
	*run.Copy
	sum *measure.Summary
}

// Of is the directory of a run with its summary, which has what is wanted for files:
// measure.AllFiles.
func Of(c *run.Copy, s *measure.Summary) *Contents {
	return &Contents{c, s}
}

// files are the files of the directory.
func (c *Contents) files() []disk.File {
	text := func(t string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, t); return err }
	}
	files := []disk.File{
		{Name: "run.toml", Write: text(RunFile(c.Copy))},
		{Name: "summary.json", Write: text(string(c.sum.JSON()))},
		{Name: "weights.npy", Write: matrixNPY(func() matrix.Matrix { return c.W })},
		{Name: "weights_initial.npy", Write: matrixNPY(c.Initial)},
		{Name: "neurons.csv", Write: c.writeNeurons},
		{Name: "spikes.npy", Write: c.writeSpikes},
		{Name: "readout.npy", Write: c.writeSamples(func(r run.Readout) []float64 { return r.U })},
		{Name: "target.npy", Write: c.writeSamples(func(r run.Readout) []float64 { return r.F })},
		{Name: "readout_time_ms.npy", Write: c.writeTimes},
		{Name: "readout_pass.npy", Write: c.writePasses},
		{Name: "rates.npy", Write: tableNPY(c.Counts, c.Windows, c.N)},
		{Name: "eigenvalues.csv", Write: c.writeEigenvalues},
		{Name: "motifs.csv", Write: c.writeMotifs},
	}
	if c.Input.Weights != nil {
		files = append(files, disk.File{Name: inputWeights, Write: matrixNPY(c.Input.AsGiven)})
	}
	if t := c.Input.Target; t != nil {
		files = append(files, disk.File{Name: inputTarget, Write: tableNPY(t.X, t.Rows, t.Cols)})
	}
	return files
}

// matrixNPY writes an N×N matrix, which of returns. The N×N entries of a sparse one
// are never there at once.
func matrixNPY(of func() matrix.Matrix) func(io.Writer) error {
	return func(w io.Writer) error {
		m := of()
		a, row := newNPY(w, float64s, m.N, m.N), make([]float64, m.N)
		for i := range m.N {
			m.CopyRow(row, i)
			a.floats(row...)
		}
		return a.close()
	}
}

func tableNPY(x []float64, rows, cols int) func(io.Writer) error {
	return func(w io.Writer) error {
		a := newNPY(w, float64s, rows, cols)
		a.floats(x...)
		return a.close()
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

func (c *Contents) writeNeurons(w io.Writer) error {
	columns := learn.Columns()
	return table(w, append([]string{"index", "type", "bias", "v0", "cue"}, columns...), func(row func(...string)) {
		for _, p := range c.Populations {
			for i := p.Lo; i < p.Hi; i++ {
				cells := []string{strconv.Itoa(i), p.Model.Symbol, cell(c.Bias[i]), cell(c.V0[i]), cell(c.Cue[i])}
				for _, name := range columns {
					if name == c.OrderName {
						cells = append(cells, cell(c.Order[i]))
					} else {
						cells = append(cells, "")
					}
				}
				row(cells...)
			}
		}
	})
}

// writeSpikes writes (step, neuron): the number of steps taken when it fired.
func (c *Contents) writeSpikes(w io.Writer) error {
	a := newNPY(w, int64s, c.Spikes(), 2)
	for k := range c.Spikes() {
		step, neuron := c.Spike(k)
		a.ints(step, int64(neuron))
	}
	return a.close()
}

func (c *Contents) samples() (n int) {
	for _, r := range c.Readouts {
		n += len(r.TimeMS)
	}
	return n
}

func (c *Contents) writeSamples(of func(run.Readout) []float64) func(io.Writer) error {
	return func(w io.Writer) error {
		a := newNPY(w, float64s, c.samples(), c.Signals)
		for _, r := range c.Readouts {
			a.floats(of(r)...)
		}
		return a.close()
	}
}

func (c *Contents) writeTimes(w io.Writer) error {
	a := newNPY(w, float64s, c.samples())
	for _, r := range c.Readouts {
		a.floats(r.TimeMS...)
	}
	return a.close()
}

// writePasses writes, for each row of readout.npy, the pass that it belongs to:
// the number of a training pass, minus the number of a test.
func (c *Contents) writePasses(w io.Writer) error {
	a := newNPY(w, int64s, c.samples())
	for _, r := range c.Readouts {
		pass := int64(r.Pass.Number)
		if r.Pass.Kind == run.TestPass {
			pass = -pass
		}
		for range r.TimeMS {
			a.ints(pass)
		}
	}
	return a.close()
}

func (c *Contents) writeEigenvalues(w io.Writer) error {
	return table(w, []string{"when", "re", "im", "outlier"}, func(row func(...string)) {
		for _, m := range []struct {
			when string
			spectrum.Spectrum
		}{{"before", c.sum.Spectrum.Before}, {"after", c.sum.Spectrum.Now}} {
			eigenvalueRows(m.when, m.Spectrum, row)
		}
	})
}

func eigenvalueRows(when string, s spectrum.Spectrum, row func(...string)) {
	for k, l := range s.Values {
		outlier := "0"
		if s.IsOutlier(k) {
			outlier = "1"
		}
		row(when, cell(real(l)), cell(imag(l)), outlier)
	}
}

func motifColumns() []string {
	return []string{"matrix", "view", "motif", "count", "expected", "sd", "ratio", "z", "p", "note"}
}

// writeMotifs writes every motif statistic. In each row ratio = count/expected
// and z = (count − expected)/sd, p is one-sided upwards; cells that are not
// defined are empty. The weighted views have the correlation in place of a count.
func (c *Contents) writeMotifs(w io.Writer) error {
	return table(w, motifColumns(), func(row func(...string)) {
		for _, m := range []struct {
			matrix string
			*measure.Motifs
		}{{"before", c.sum.Start}, {"after", c.sum.Motifs}, {"change", c.sum.Change}} {
			motifRows(m.Motifs, func(cells ...string) { row(append([]string{m.matrix}, cells...)...) })
		}
	})
}

// motifRows are the rows of one matrix; of none (nil), or one left out, with nothing
// in them but the reason.
func motifRows(r *measure.Motifs, row func(...string)) {
	none := "" // why there is nothing
	switch {
	case r == nil:
		none, r = "no change", &measure.Motifs{}
	case r.Left != nil:
		none = r.Left[0].Text
	}
	put := func(view, motif string, t motifs.Tested, ratio float64, note string) {
		if none != "" {
			row(view, motif, "", "", "", "", "", "", none)
			return
		}
		row(view, motif, cell(t.Value), cell(t.Mean), cell(t.SD), cell(ratio), cell(t.Z), cell(t.P), note)
	}
	nan := math.NaN()
	// bare is a count against an expectation that has no draws.
	bare := func(view, motif string, count, expected float64) {
		put(view, motif, motifs.Tested{Value: count, Mean: expected, SD: nan, Z: nan, P: nan}, count/expected, "random graph of the same density")
	}
	four := func(view string, ratio bool, t ...motifs.Tested) {
		for k, x := range t {
			if ratio {
				put(view, measure.Pairs[k], x, x.Ratio(), x.Fixed.String())
			} else {
				put(view, measure.Pairs[k], x, nan, x.Fixed.String())
			}
		}
	}
	four("weighted", false, r.Weighted.Reciprocal, r.Weighted.Convergent, r.Weighted.Divergent, r.Weighted.Chain)
	four("weighted_blocks", false, r.Blocks.Reciprocal, r.Blocks.Convergent, r.Blocks.Divergent, r.Blocks.Chain)
	for k, x := range []motifs.Ratio{r.Strong.Reciprocal, r.Strong.Convergent, r.Strong.Divergent, r.Strong.Chain} {
		bare("strong", measure.Pairs[k], float64(x.Count), x.Expected)
	}
	four("strong_blocks", true, r.StrongTest.Reciprocal, r.StrongTest.Convergent, r.StrongTest.Divergent, r.StrongTest.Chain)
	four("strong_degree", true, r.Degree.Reciprocal, r.Degree.Convergent, r.Degree.Divergent, r.Degree.Chain)
	expected := motifs.TriadsExpected(r.Strong.Nodes, r.Strong.P)
	for k, name := range motifs.TriadNames {
		bare("triads", name, float64(r.Triads[k]), expected[k])
	}
	for k, name := range motifs.TriadNames {
		put("triads_dyads", name, r.TriadTest[k], r.TriadTest[k].Ratio(), r.TriadTest[k].Fixed.String())
	}
	for k, name := range motifs.TriadNames {
		put("triads_degree", name, r.Degree.Triads[k], r.Degree.Triads[k].Ratio(), r.Degree.Triads[k].Fixed.String())
	}
}

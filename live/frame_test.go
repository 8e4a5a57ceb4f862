package live

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"

	"spiketop/internal/warn"
	"spiketop/measure"
	"spiketop/run"
)

// frameOf is a frame with every analysis done at this step.
func frameOf(s *run.Session) *Frame {
	j := &job{Copy: s.Copy(false), generation: 1, definition: measure.OfW}
	var r results
	r.forget(1, measurement{j.Counting, j.Params.Metrics.Estimator})
	for _, look := range []func(context.Context, *job){r.lookAtDimension, r.lookAtSpiking, r.lookAtSpectrum, r.lookAtMotifs, r.lookAtPrediction} {
		look(context.Background(), j)
	}
	f := &Frame{Dimension: r.dimension, Transfer: r.transfer, Spiking: r.spiking, Spectrum: r.spectrum, Motifs: r.motifs, Visited: r.visited, History: r.history}
	fill(f, s, look{windowMS: 1000})
	return f
}

// infinities lists the paths of the infinite numbers below v.
func infinities(path string, v reflect.Value) (found []string) {
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		if math.IsInf(v.Float(), 0) {
			return []string{path}
		}
	case reflect.Complex128:
		if c := v.Complex(); math.IsInf(real(c), 0) || math.IsInf(imag(c), 0) {
			return []string{path}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return infinities(path, v.Elem())
		}
	case reflect.Struct:
		for k := range v.NumField() {
			found = append(found, infinities(path+"."+v.Type().Field(k).Name, v.Field(k))...)
		}
	case reflect.Slice, reflect.Array:
		for k := range v.Len() {
			found = append(found, infinities(fmt.Sprintf("%s[%d]", path, k), v.Index(k))...)
		}
	case reflect.Map:
		for k := v.MapRange(); k.Next(); {
			found = append(found, infinities(fmt.Sprintf("%s[%v]", path, k.Key()), k.Value())...)
		}
	}
	return found
}

// No number of a frame is infinite, in the first frame neither: what is not
// defined is NaN, with a reason.
func TestNothingInAFrameIsInfinite(t *testing.T) {
	for name, kv := range map[string][]string{
		"as it comes":       nil,
		"at rheobase":       {"net.g", "0"},
		"nearly uncoupled":  {"net.g", "0.01"},
		"no target":         {"target.kind", "none", "learn.on", "false"},
		"noise":             {"target.kind", "none", "learn.on", "false", "net.noise", "0.5"},
		"all LIF":           {"net.qif", "0"},
		"all QIF":           {"net.qif", "1"},
		"two neurons":       {"net.n", "2"},
		"sparse":            {"net.n", "3", "net.p", "0.001"},
		"silent":            {"net.bias_lif", "-50", "net.bias_qif", "-50"},
		"one spike a step":  {"net.bias_lif", "50", "net.bias_qif", "50", "net.tau_m", "0.1"},
		"period of a step":  {"target.period", "0.2"},
		"loud":              {"net.g", "20", "net.noise", "10"},
		"nothing to learn":  {"learn.passes", "0"},
		"weights all alike": {"net.n", "4", "net.p", "0.3"},
	} {
		s := parse(t, trained, kv...)
		for _, steps := range []int{0, 1, 600, 6000} {
			for range steps {
				s.Step()
			}
			f := frameOf(s)
			if found := infinities("frame", reflect.ValueOf(f)); found != nil {
				t.Errorf("%s, %d steps on: infinite are %q", name, steps, found[:min(5, len(found))])
			}
			g := f.Transfer.GEff
			if steps == 0 && (!math.IsNaN(g.Value) || !g.Warnings.Has(warn.NoActivity) || len(f.Transfer.Points) > 0) {
				t.Errorf("%s, the first frame: g_eff %v with %q, %d operating points", name, g.Value, g.Warnings, len(f.Transfer.Points))
			}
			if math.IsNaN(g.Value) && len(g.Warnings) == 0 {
				t.Errorf("%s, %d steps on: g_eff is undefined without a reason", name, steps)
			}
		}
	}
}

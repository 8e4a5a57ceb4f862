package measure

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"spiketop/internal/warn"
	"spiketop/metrics/motifs"
	"spiketop/presets"
	"spiketop/run"
)

// contract is what summary.json promises. A 0 stands for any number, an {} for a
// number with its doubt; a number may be null where a warning says why.
const contract = `{"preset": "oscillation", "seed": 1, "n": 200, "qif": 0.5, "g": 1, "g_eff": {},
 "rate_hz": {"lif": {}, "qif": {}}, "gain": {"lif": {}, "qif": {}},
 "dimension": {"value": 0.4, "se": 0.01, "windows": 1000, "theory": 0.42, "theory_this_w": 0.41, "warnings": []},
 "training": {"passes": 20, "score": 0.99, "nrmse": 0.1, "score_by_pass": []},
 "weights": {"frobenius_before": 14.1, "frobenius": 5.9, "frobenius_change": 13},
 "spectrum": {"bulk_radius": 0.42, "max_modulus": 1.66, "outliers": 7, "threshold": 0.48},
 "motifs": {"weighted": {"reciprocal": {"value": 0.36, "z": 50}, "convergent": {}, "divergent": {}, "chain": {}},
            "strong": {"reciprocal": {"ratio": 2.7, "count": 0, "expected": 0, "z": 0}}, "triads": {"003": 0}},
 "warnings": [], "version": "…", "wall_seconds": 3.2}`

// checkJSON holds a summary against the contract.
func checkJSON(t *testing.T, text []byte) {
	t.Helper()
	var want, got any
	if err := json.Unmarshal([]byte(contract), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil { // NaN is no JSON
		t.Fatalf("%v in\n%s", err, text)
	}
	holds(t, "", want, got)
	for part, x := range got.(map[string]any) {
		if part != "wall_seconds" && part != "timings" {
			explained(t, part, x, false)
		}
	}
	if t.Failed() {
		t.Logf("%s", text)
	}
}

// explained checks that where a number is null the warnings nearest to it are not empty.
func explained(t *testing.T, path string, x any, why bool) {
	t.Helper()
	switch x := x.(type) {
	case nil:
		if !why {
			t.Errorf("%s is null without a warning", path)
		}
	case []any:
		for _, v := range x {
			explained(t, path, v, why)
		}
	case map[string]any:
		if w, there := x["warnings"]; there {
			why = len(w.([]any)) > 0
		}
		for k, v := range x {
			explained(t, path+"/"+k, v, why)
		}
	}
}

func holds(t *testing.T, path string, want, got any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is %v, want an object", path, got)
			return
		}
		if len(w) == 0 {
			w = map[string]any{"value": 0.0, "warnings": []any{}}
			if !strings.Contains(path, "motifs") {
				w["se"] = 0.0
			}
		}
		for k, v := range w {
			if _, there := g[k]; !there {
				t.Errorf("%s/%s is missing", path, k)
				continue
			}
			holds(t, path+"/"+k, v, g[k])
		}
	default:
		if got == nil {
			if _, number := w.(float64); number {
				return
			}
		}
		if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
			t.Errorf("%s is %v, a %T; want a %T", path, got, got, want)
		}
	}
}

func TestSummaryKeepsTheContract(t *testing.T) {
	c, status := run.Headless(context.Background(), session(t, quick), run.Options{})
	s := Summarise(context.Background(), c, Everything, status, 3.2, nil)
	checkJSON(t, s.JSON())
	var m map[string]any
	if err := json.Unmarshal(s.JSON(), &m); err != nil {
		t.Fatal(err)
	}
	if m["status"] != "done" || m["preset"] != "quick" || m["seed"] != 1.0 || m["n"] != 20.0 || m["steps"] != 1200.0 || m["simulated_seconds"] != 0.6 || m["version"] != run.Version {
		t.Errorf("head: %v %v %v %v %v %v %v", m["status"], m["preset"], m["seed"], m["n"], m["steps"], m["simulated_seconds"], m["version"])
	}
	params := m["params"].(map[string]any)
	if len(params) != len(run.Table) || params["net.n"] != 20.0 || params["target.kind"] != "oscillation" || params["learn.on"] != true {
		t.Errorf("parameters: %v", params)
	}
	training := m["training"].(map[string]any)
	if training["passes"] != 3.0 || len(training["score_by_pass"].([]any)) != 3 || len(training["score_by_test"].([]any)) != 2 || training["score"] == nil {
		t.Errorf("training: %v", training)
	}
	if triads := m["motifs"].(map[string]any)["triads"].(map[string]any); len(triads) != 16 {
		t.Errorf("%d triads", len(triads))
	}
}

// Numbers against the copy that they were made of.
func TestSummaryNumbers(t *testing.T) {
	c, status := run.Headless(context.Background(), session(t, quick), run.Options{})
	s := Summarise(context.Background(), c, Everything, status, 3.2, nil)
	lif := c.Populations[len(c.Populations)-1]
	var before, now, change, blocks float64
	spikes := 0
	for k := range c.Spikes() {
		if step, i := c.Spike(k); step > 0 && int(i) >= lif.Lo {
			spikes++
		}
	}
	hz := float64(spikes) / float64(lif.Len()) / 0.6 // all of the run is within the last 5 s
	initial := c.Initial().Entries()
	for k, x := range c.W.Entries() {
		before += initial[k] * initial[k]
		now += x * x
		change += (x - initial[k]) * (x - initial[k])
	}
	for _, to := range s.Weights.ByBlock {
		for _, x := range to {
			blocks += x * x
		}
	}
	tree, tests := s.Tree(), s.Training.ByTest
	values, _ := tree.At("spectrum.outlier_values")
	outliers := values.Value.([][2]Num)
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"LIF rate", tree.Get("rate_hz.lif"), hz},
		{"‖W‖ before", tree.Get("weights.frobenius_before"), math.Sqrt(before)},
		{"‖W‖", tree.Get("weights.frobenius"), math.Sqrt(now)},
		{"‖W‖ of the change", tree.Get("weights.frobenius_change"), math.Sqrt(change)},
		{"blocks", blocks, now},
		{"score", tree.Get("training.score"), (tests[0].Score + tests[1].Score) / 2},
		{"its error", tree.Get("training.score_se"), math.Abs(tests[0].Score-tests[1].Score) / 2},
		{"reciprocity", tree.Get("motifs.weighted.reciprocal"), motifs.WeightedOf(c.W).Reciprocal},
		{"outliers", tree.Get("spectrum.outliers"), float64(len(outliers))},
	} {
		if !near(x.got, x.want) {
			t.Errorf("%s: %g, want %g", x.name, x.got, x.want)
		}
	}
}

// g_eff is the root of a mean over neurons of γ_i²Σ_j W_ij², and so is its doubt.
func TestDoubtOfGEff(t *testing.T) {
	c, status := run.Headless(context.Background(), session(t, quick), run.Options{})
	op := ActivityOf(c).Operating
	var mean, sq float64
	a := make([]float64, c.N)
	for i := range a {
		for _, w := range c.W.Between(i, 0, c.N) {
			a[i] += op.Gain[i] * op.Gain[i] * w * w
		}
		mean += a[i] / float64(c.N)
	}
	for _, x := range a {
		sq += (x - mean) * (x - mean)
	}
	g := Summarise(context.Background(), c, Everything, status, 1, nil).Activity.GEff
	if want := math.Sqrt(mean); !near(g.Value, want) {
		t.Errorf("g_eff %g, want %g", g.Value, want)
	}
	if want := math.Sqrt(sq/float64(c.N-1)/float64(c.N)) / (2 * math.Sqrt(mean)); !near(g.SE, want) {
		t.Errorf("error %g, want %g", g.SE, want)
	}
}

func TestSummaryIsDeterministic(t *testing.T) {
	one := func() string {
		c, status := run.Headless(context.Background(), session(t, quick), run.Options{})
		text := string(Summarise(context.Background(), c, Everything, status, 1, nil).JSON())
		return text[:strings.Index(text, `"wall_seconds"`)]
	}
	if a, b := one(), one(); a != b || len(a) < 1000 {
		t.Errorf("two summaries of the same run differ:\n%s\n%s", a, b)
	}
}

func TestNum(t *testing.T) {
	for x, want := range map[Num]string{0.1: "0.1", 0: "0", Num(math.Inf(1)): "null", 1e300: "1e+300"} {
		if got, err := json.Marshal(x); string(got) != want || err != nil {
			t.Errorf("%v: %s, %v", float64(x), got, err)
		}
	}
	if got, _ := json.Marshal(Num(math.NaN())); string(got) != "null" {
		t.Errorf("NaN: %s", got)
	}
}

// A run that did not come to its end says why.
func TestReasons(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c, status := run.Headless(ctx, session(t, quick), run.Options{Progress: func(run.Progress) { cancel() }})
	if s := Summarise(context.Background(), c, Everything, status, 1, nil); s.Status != run.Interrupted || !strings.Contains(s.Reason, "before the end") || !s.Warnings.Has(warn.Stopped) {
		t.Errorf("%s, %q, %q", s.Status, s.Reason, s.Warnings)
	}
	diverging := quick + "[[at]]\nstep = 0\nset = { \"net.n\" = 40, \"net.g\" = 20, \"learn.lambda\" = 1e-12, \"net.dt\" = 0.1 }\n"
	c, status = run.Headless(context.Background(), session(t, diverging), run.Options{})
	s := Summarise(context.Background(), c, Everything, status, 1, nil)
	if !strings.HasPrefix(s.Reason, "step ") || !strings.Contains(s.Reason, "diverged") || !s.Warnings.Has(warn.Failure) {
		t.Errorf("%q, %q", s.Reason, s.Warnings)
	}
	checkJSON(t, s.JSON())
}

func TestSummaryOfUndefinedNumbers(t *testing.T) {
	for name, sets := range map[string][]presets.Assignment{
		"no coupling":  {{Key: "net.g", Text: "0"}},
		"no LIF":       {{Key: "net.qif", Text: "1"}},
		"no QIF":       {{Key: "net.qif", Text: "0"}},
		"two neurons":  {{Key: "net.n", Text: "2"}},
		"three sparse": {{Key: "net.n", Text: "3"}, {Key: "net.p", Text: "0.001"}},
		"silent":       {{Key: "net.bias_lif", Text: "-50"}, {Key: "net.bias_qif", Text: "-50"}, {Key: "net.g", Text: "0.1"}},
		"no target":    {{Key: "target.kind", Text: "none"}, {Key: "net.noise", Text: "0.5"}},
		"no passes":    {{Key: "learn.passes", Text: "0"}, {Key: "learn.tests", Text: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, status := run.Headless(context.Background(), session(t, quick, sets...), run.Options{})
			checkJSON(t, Summarise(context.Background(), c, Everything, status, math.NaN(), nil).JSON())
			c = session(t, quick, sets...).Copy(true) // before the first step
			checkJSON(t, Summarise(context.Background(), c, Everything, run.Interrupted, 0, nil).JSON())
		})
	}
}

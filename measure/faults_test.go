package measure

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/warn"
	"spiketop/presets"
	"spiketop/run"
)

// sets are keys and values in turn.
func sets(kv ...string) (out []presets.Assignment) {
	for i := 0; i+1 < len(kv); i += 2 {
		out = append(out, presets.Assignment{Key: kv[i], Text: kv[i+1]})
	}
	return out
}

// summary runs a preset to its end and measures it.
func summary(t testing.TB, preset string, kv ...string) *Summary {
	t.Helper()
	plan, err := presets.Load(preset)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, sets(kv...))
	if err != nil {
		t.Fatal(err)
	}
	c, status := run.Headless(context.Background(), s, run.Options{})
	return Summarise(context.Background(), c, Everything, status, 1, nil)
}

// numbers are the columns of a summary by path.
func numbers(s *Summary) map[string]string {
	m := map[string]string{}
	for _, l := range s.Tree().Leaves() {
		m[l.Path] = l.Cell()
	}
	return m
}

// equal holds two summaries against each other, number by number, but for spiking.
func equal(t *testing.T, a, b *Summary) {
	t.Helper()
	y := numbers(b)
	for path, x := range numbers(a) {
		if x != y[path] && !strings.HasPrefix(path, "spiking.") { // they are of the record
			t.Errorf("%s: %q and %q", path, x, y[path])
		}
	}
}

// No number depends on how many spikes are kept for the files, but for those of the
// record (spiking).
func TestNoNumberDependsOnWhatIsKept(t *testing.T) {
	short, long := summary(t, "oscillation", "net.n", "100", "record.seconds", "1"), summary(t, "oscillation", "net.n", "100")
	equal(t, short, long)
	if hz, gEff := short.Tree().Get("rate_hz.lif"), short.Tree().Get("g_eff"); math.Abs(hz-52.1) > 0.05 || math.Abs(gEff-0.486) > 0.005 {
		t.Errorf("rate of LIF %.2f Hz, g_eff %.3f; want 52.1 and .486", hz, gEff)
	}
	equal(t, summary(t, "dimension", "net.n", "20", "record.windows", "50", "metrics.window", "100", "record.seconds", "1"),
		summary(t, "dimension", "net.n", "20", "record.windows", "50", "metrics.window", "100", "record.seconds", "100"))
}

// What always holds for a preset is a note: with the values as they come, the
// training presets warn of nothing.
func TestPresetsWarnOfNothing(t *testing.T) {
	for _, name := range presets.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := summary(t, name)
			if len(s.Warnings) > 0 || len(s.Notes) == 0 {
				t.Errorf("warnings %q, %d notes", s.Warnings, len(s.Notes))
			}
			for _, w := range s.Notes {
				if !w.Code.Note() {
					t.Errorf("a note that is a warning: %q", w)
				}
			}
			checkJSON(t, s.JSON())
		})
	}
}

// finite checks that no number of the tree is infinite.
func finite(t *testing.T, n *Node) {
	t.Helper()
	for k := range n.Kids {
		kid := &n.Kids[k]
		bad := false
		switch x := kid.Value.(type) {
		case float64:
			bad = math.IsInf(x, 0)
		case []Num:
			for _, x := range x {
				bad = bad || math.IsInf(float64(x), 0)
			}
		case [][2]Num:
			for _, x := range x {
				bad = bad || math.IsInf(float64(x[0]), 0) || math.IsInf(float64(x[1]), 0)
			}
		case warn.List:
			for _, w := range x {
				bad = bad || strings.Contains(w.Text, "Inf") || strings.Contains(w.Text, "NaN") || w.Code == "" || w.Text == ""
			}
		}
		if bad {
			t.Errorf("%s is %v", kid.Name, kid.Value)
		}
		finite(t, kid)
	}
}

// With whatever parameters, at the first step and later: every number is finite
// or undefined, and what is undefined has a reason.
func TestUndefinedHasAReason(t *testing.T) {
	none := []string{"target.kind", "none", "learn.on", "false"}
	for name, kv := range map[string][]string{
		"no coupling":           {"net.g", "0"},
		"at rheobase":           append([]string{"net.g", "0", "net.bias_lif", "1", "net.bias_qif", "0"}, none...),
		"rheobase, coupled":     append([]string{"net.g", "0.01", "net.bias_lif", "1", "net.bias_qif", "0"}, none...),
		"no LIF":                {"net.qif", "1"},
		"no QIF":                {"net.qif", "0"},
		"two neurons":           {"net.n", "2"},
		"three sparse":          {"net.n", "3", "net.p", "0.001"},
		"two, noisy":            append([]string{"net.n", "2", "net.noise", "1"}, none...),
		"silent":                {"net.bias_lif", "-50", "net.bias_qif", "-50", "net.g", "0.1"},
		"silent, no target":     append([]string{"net.bias_lif", "-50", "net.bias_qif", "-50", "net.g", "0.1"}, none...),
		"loud":                  append([]string{"net.bias_lif", "50", "net.bias_qif", "50", "net.g", "20", "net.noise", "10"}, none...),
		"one spike a step":      append([]string{"net.bias_lif", "50", "net.bias_qif", "50", "net.tau_m", "0.5"}, none...),
		"noise":                 append([]string{"net.noise", "0.5"}, none...),
		"strong, noise":         append([]string{"net.noise", "0.5", "net.g", "5"}, none...),
		"covariance":            append([]string{"net.noise", "0.5", "metrics.estimator", "covariance"}, none...),
		"no passes":             {"learn.passes", "0", "learn.tests", "1"},
		"no tests":              {"learn.tests", "0"},
		"a period of two steps": {"target.period", "1"},
		"weak target":           {"target.amplitude", "0.01"},
		"huge ridge":            {"learn.lambda", "1e9"},
		"few strong":            {"metrics.strong", "0.001"},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t, quick, sets(kv...)...)
			for _, at := range []string{"first", "end"} {
				c, status := s.Copy(true), run.Interrupted
				if at == "end" {
					c, status = run.Headless(context.Background(), s, run.Options{})
				}
				sum := Summarise(context.Background(), c, Everything, status, 1, nil)
				checkJSON(t, sum.JSON())
				finite(t, sum.Tree())
				a := ActivityOf(c)
				if at == "first" && (!math.IsNaN(a.GEff.Value) || !a.GEff.Warnings.Has(warn.NoActivity)) {
					t.Errorf("g_eff is %v at step 0, with %q", a.GEff.Value, a.GEff.Warnings)
				}
				s.Step()
			}
		})
	}
}

// Theory takes the refractory time as it acts, in whole steps: where two settings
// give the same spikes they give the same numbers.
func TestTheoryTakesTheRefractoryTimeThatActs(t *testing.T) {
	both := [2]*Summary{}
	for k, ref := range []string{"2", "0"} {
		both[k] = summary(t, "dimension", "net.n", "50", "net.dt", "5", "net.t_ref", ref, "record.windows", "120", "metrics.window", "200")
	}
	equal(t, both[0], both[1])
	if g := both[0].Tree().Get("g_eff"); !(g > 0.1) {
		t.Errorf("g_eff %v", g)
	}
	w := both[0].Warnings
	if len(w) != 1 || w[0].Code != warn.Rounded || !strings.Contains(w[0].Text, "net.t_ref = 2 ms acts as 0 ms") || !strings.Contains(w[0].Text, "net.dt = 5 ms") {
		t.Errorf("warnings %q", w)
	}
	if both[1].Warnings.Has(warn.Rounded) {
		t.Errorf("nothing is rounded: %q", both[1].Warnings)
	}
}

// A target faster than the updates, or than the synapse, is told, with both keys;
// what is undefined for it has a reason.
func TestFastTargetsWarn(t *testing.T) {
	for _, period := range []string{"2", "1"} {
		s := summary(t, "rhythm", "net.n", "30", "learn.passes", "3", "learn.tests", "1", "target.period", period)
		var texts []string
		for _, w := range s.Warnings {
			if w.Code == warn.TooFast {
				texts = append(texts, w.Text)
			}
		}
		if len(texts) != 2 || !strings.Contains(texts[0], "target.period = "+period) || !strings.Contains(texts[0], "learn.every = 2 ms") || !strings.Contains(texts[1], "net.tau_s") {
			t.Errorf("period %s: %q", period, texts)
		}
		if x, w := s.Tree().Get("training.nrmse"), s.Training.Warnings; !math.IsNaN(x) || !w.Has(warn.Undefined) || !strings.Contains(w[0].Text, "no target varies") {
			t.Errorf("period %s: nRMSE %v, %q", period, x, w)
		}
		checkJSON(t, s.JSON())
	}
}

// Neurons that fire at the highest rate there is are told: one spike a step, or
// one in each refractory time.
func TestSaturationWarns(t *testing.T) {
	for name, c := range map[string]struct {
		kv []string
		hz float64
	}{
		"LIF, a spike a step":    {[]string{"net.qif", "0", "net.bias_lif", "50", "net.tau_m", "0.1", "net.t_ref", "0"}, 10000},
		"LIF, a spike per t_ref": {[]string{"net.qif", "0", "net.bias_lif", "50", "net.tau_m", "0.1", "net.t_ref", "2"}, 1000 / 2.1},
		"QIF":                    {[]string{"net.qif", "1", "net.bias_qif", "50", "net.tau_m", "0.1", "net.t_ref", "0"}, 0},
		"QIF, t_ref":             {[]string{"net.qif", "1", "net.bias_qif", "50", "net.tau_m", "0.1", "net.t_ref", "2"}, 0},
		"not saturated":          {[]string{"net.qif", "0", "net.bias_lif", "3"}, -1},
	} {
		s := summary(t, "dimension", append([]string{"net.n", "20", "net.g", "0.01", "record.windows", "10", "metrics.window", "100"}, c.kv...)...)
		cells := s.Cells()
		codes, want := strings.Fields(cells[len(cells)-1]), c.hz >= 0 // column warning_codes
		if s.Warnings.Has(warn.Saturated) != want || slices.Contains(codes, "saturated") != want {
			t.Errorf("%s: warnings %q, codes %q", name, s.Warnings, codes)
		}
		if got := s.Tree().Get("rate_hz.lif"); c.hz > 0 && math.Abs(got-c.hz) > 0.01*c.hz {
			t.Errorf("%s: %g Hz, want %g", name, got, c.hz)
		}
	}
}

// Where nothing learns, what learning asks of the parameters refuses nothing.
func TestNothingLearnsNothingIsRefused(t *testing.T) {
	s := summary(t, "dimension", "net.n", "20", "net.dt", "5", "record.windows", "20", "metrics.window", "100")
	if s.Status != run.Done || s.Warnings.Has(warn.TooFast) {
		t.Errorf("%s, %q", s.Status, s.Warnings)
	}
}

// A score's error is over the tests behind the score, whatever else was tested.
func TestScoreErrorIsOfItsTests(t *testing.T) {
	s := session(t, quick)
	for !s.Done() {
		s.Step()
	}
	before := TrainingOf(s.Copy(false))
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step(s.Nudge("net.g", +1))
	step(s.Nudge("do.test", +1))
	for range 221 {
		s.Step()
	}
	other := TrainingOf(s.Copy(false))
	if other.Tests != 1 || len(other.ByTest) != 1 || !math.IsNaN(other.ScoreSE) || other.Score == before.Score {
		t.Errorf("in another state: %+v", other)
	}
	_, err := s.Undo()
	step(err)
	after := TrainingOf(s.Copy(false))
	if after.Score != before.Score || after.ScoreSE != before.ScoreSE || len(after.ByTest) != 2 || !(after.ScoreSE > 0) {
		t.Errorf("back: %+v, want %+v", after, before)
	}
}

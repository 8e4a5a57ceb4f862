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

// copyOf is a finished run of the quick protocol.
func copyOf(t *testing.T, kv ...string) *run.Copy {
	t.Helper()
	c, _ := run.Headless(context.Background(), session(t, quick, sets(kv...)...), run.Options{})
	return c
}

// codes are the texts of the warnings of one code.
func codes(s *Summary, code warn.Code) (texts []string) {
	for _, w := range s.Warnings {
		if w.Code == code {
			texts = append(texts, w.Text)
		}
	}
	return texts
}

// names are the analyses that a measurement begins.
func names(c *run.Copy, w Wanted) (all []string) {
	Of(context.Background(), c, w, func(p Progress) { all = append(all, p.Name) })
	slices.Sort(all)
	return all
}

// Every analysis of the plan is told of once, and nothing else is.
func TestEveryAnalysisIsTold(t *testing.T) {
	for _, kv := range [][]string{nil, {"target.kind", "none", "net.noise", "0.5", "net.p", "0.5"}, {"metrics.spectrum", "outliers"}, {"metrics.spectrum", "none"}} {
		c := copyOf(t, kv...)
		for _, w := range []Wanted{Everything, AllFiles} {
			var plan []string
			for _, a := range planOf(c, w) {
				plan = append(plan, a.Name)
			}
			slices.Sort(plan)
			if got := names(c, w); !slices.Equal(got, plan) || len(slices.Compact(plan)) != len(got) {
				t.Errorf("%q: told %q, planned %q", kv, got, plan)
			}
		}
	}
}

// An analysis that is interrupted when it begins is named, and its numbers are
// undefined. Those that were done before are kept, to the bit. Those that begin after
// it are interrupted too.
func TestInterruptedAnalyses(t *testing.T) {
	for _, kv := range [][]string{{"net.n", "40"}, {"target.kind", "none", "net.noise", "0.5"}, {"metrics.spectrum", "outliers"}} {
		c := copyOf(t, kv...)
		whole := Summarise(context.Background(), c, AllFiles, run.Done, 1, nil)
		want := numbers(whole)
		for _, a := range planOf(c, AllFiles) {
			ctx, cancel := context.WithCancel(Beside(context.Background())) // one at a time
			var begun []string
			s := Summarise(ctx, c, AllFiles, run.Done, 1, func(p Progress) {
				if begun = append(begun, p.Name); p.Name == a.Name {
					cancel()
				}
			})
			cancel()
			if len(begun) == 0 || begun[len(begun)-1] != a.Name {
				t.Errorf("%s: %q began", a.Name, begun)
			}
			files := strings.HasSuffix(a.Name, atStart) && strings.HasPrefix(a.Name, "motifs") || strings.HasSuffix(a.Name, ofChange) ||
				strings.HasPrefix(a.Name, "graphs") && strings.Contains(a.Name, ",") // a summary does not have them
			if lacks := codes(s, warn.Interrupted); !files && !(a.Name == participationRatio && c.Why != "") && !slices.ContainsFunc(lacks, func(l string) bool { return strings.Contains(l, a.Name+" left out: interrupted") }) {
				t.Errorf("%s is not among %q", a.Name, lacks)
			}
			missing := 0
			for path, x := range numbers(s) {
				switch {
				case x == "" && want[path] != "":
					missing++
				case x != want[path] && path != "warnings":
					t.Errorf("interrupted in %s: %s is %s, and was %s", a.Name, path, x, want[path])
				}
			}
			if missing == 0 && !files && a.Name != prediction && a.Name != participationRatio {
				t.Errorf("interrupted in %s: no number is missing", a.Name)
			}
			checkJSON(t, s.JSON())
		}
	}
}

// What is beyond its budget is left out with the reason, by counts alone: the
// summary is the same everywhere.
func TestOverBudget(t *testing.T) {
	// Six neurons, a sequence of 100 s in steps of a microsecond: the prediction drives
	// each of them ten times through all of it.
	long := session(t, quick, sets("net.n", "6", "net.dt", "0.001", "target.kind", "sequence", "target.duration", "100000", "target.cue", "100", "learn.passes", "2")...).Copy(true)
	s := Summarise(context.Background(), long, Everything, run.Interrupted, 1, nil)
	if lacks := codes(s, warn.OverBudget); len(lacks) != 1 || !strings.HasPrefix(lacks[0], "spectrum: predicted outliers left out: it would take about ") || !strings.HasSuffix(lacks[0], "and its budget is 20 s") {
		t.Errorf("the prediction: %q", lacks)
	}
	if p, err := Predict(context.Background(), long.Params); err != nil || p.Outliers != nil || !strings.Contains(p.Note, "left out") {
		t.Errorf("the prediction by itself: %+v, %v", p, err)
	}
	checkJSON(t, s.JSON())
	// A budget that nothing keeps within.
	c := copyOf(t)
	l := newLedger(context.Background(), planOf(c, Everything), func(p Progress) { t.Errorf("%s began", p.Name) })
	for k := range l.plan {
		l.plan[k].budget, l.plan[k].Seconds = 1, 2
	}
	if sp, m := l.spectrum(c, true), l.motifs(c, OfW, AllNulls, nil); !sp.Now.Warnings.Has(warn.OverBudget) || !m.Left.Has(warn.OverBudget) || !math.IsNaN(sp.Now.BulkRadius) || sp.Predicted != nil {
		t.Errorf("%+v, %+v", sp, m.Left)
	}
	for a, want := range map[Analysis]string{
		{Name: "a", Seconds: 3, budget: 3, Bytes: mostBytes}:                    "",
		{Name: "a", Seconds: 3.1, budget: 3}:                                    "a left out: it would take about 4 s, and its budget is 3 s",
		{Name: "a", Seconds: 1e6, budget: 3, instead: "do without"}:             "a left out: it would take about 12 days, and its budget is 3 s; do without",
		{Name: "a", Seconds: 1, budget: 3, Bytes: 2.5 * mostBytes, instead: ""}: "a left out: it would take about 10 GB of memory, and its budget is 4 GB",
	} {
		text := ""
		if why := a.tooMuch(); why != nil {
			text = why[0].Text
		}
		if text != want {
			t.Errorf("%+v: %q, want %q", a, text, want)
		}
	}
}

// Costs are counts: draws, passes and N scale them, and who asks for more draws may
// wait longer.
func TestCosts(t *testing.T) {
	cost := func(c *run.Copy, name string) Analysis {
		for _, a := range planOf(c, Everything) {
			if a.Name == name {
				return a
			}
		}
		t.Fatalf("no %s", name)
		return Analysis{}
	}
	c := copyOf(t)
	few := cost(c, nullDegrees)
	c.Params.Metrics.Draws = 100_000
	if many := cost(c, nullDegrees); math.Abs(many.Seconds/few.Seconds-1e4) > 1e-6 || many.tooMuch() != nil {
		t.Errorf("100000 draws: %+v; 10: %+v", many, few)
	}
	if a, b := cost(copyOf(t, "net.n", "40"), eigenvalues), cost(c, eigenvalues); math.Abs(a.Seconds/b.Seconds-8) > 1e-9 {
		t.Errorf("twice the neurons: eigenvalues take %g times as long", a.Seconds/b.Seconds)
	}
	for name, seconds := range map[string]float64{"oscillation": 3, "sequence": 3, "dimension": 3} { // on the machine of docs/PERFORMANCE.md
		plan, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := run.NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		var all float64
		for _, a := range planOf(s.Copy(true), AllFiles) {
			if all += a.Seconds; a.tooMuch() != nil {
				t.Errorf("%s: %+v is left out", name, a)
			}
		}
		if all > seconds {
			t.Errorf("%s: its analyses take %.1f s", name, all)
		}
	}
}

// metrics.spectrum says which eigenvalues there are.
func TestSpectrumAsAsked(t *testing.T) {
	whole := Summarise(context.Background(), copyOf(t), Everything, run.Done, 1, nil)
	for _, c := range []struct {
		eigen  string
		values int
		code   warn.Code
	}{{"auto", 20, ""}, {"full", 20, ""}, {"outliers", whole.Spectrum.Now.Outliers, warn.NotAsked}, {"none", 0, warn.NotAsked}} {
		s := Summarise(context.Background(), copyOf(t, "metrics.spectrum", c.eigen), Everything, run.Done, 1, nil)
		now := s.Spectrum.Now
		if len(now.Values) != c.values || c.code != "" && !s.Notes.Has(c.code) {
			t.Errorf("%s: %d eigenvalues, want %d; notes %q", c.eigen, len(now.Values), c.values, s.Notes)
		}
		checkJSON(t, s.JSON())
		if c.eigen == "none" {
			continue
		}
		for k, v := range now.Values[:now.Outliers] {
			if w := whole.Spectrum.Now.Values[k]; math.Hypot(real(v-w), imag(v-w)) > 1e-6 {
				t.Errorf("%s: outlier %v, want %v", c.eigen, v, w)
			}
		}
		if x, y := s.Tree().Get("spectrum.outlier_share"), whole.Tree().Get("spectrum.outlier_share"); !near(x, y) && math.Abs(x-y) > 1e-6 {
			t.Errorf("%s: share %g, want %g", c.eigen, x, y)
		}
	}
	p := run.Table.Defaults()
	for n, want := range map[int]run.Eigen{EigenFullUpTo: run.EigenFull, EigenFullUpTo + 1: run.EigenOutliers} {
		if p.Net.N = n; eigenOf(p) != want {
			t.Errorf("auto at N = %d: %s, want %s", n, eigenOf(p), want)
		}
	}
}

package report

import (
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"spiketop/measure"
)

// The bounds, in the words of the findings: a bound that moves without its text,
// or a text without its bound, is seen here.
func TestThresholdsAndText(t *testing.T) {
	for _, w := range []struct {
		keys   string
		lo, hi float64
		words  string
	}{
		{"1a 1g 1h 1i", -.03, .03, "< .03"},
		{"1b 1c", 0, inf, "rises"},
		{"1d", .20, .24, ".20 … .24"},
		{"1e", .39, .45, ".39 … .45"},
		{"1f", .60, .66, ".60 … .66"},
		{"2a 2c", .9, inf, "> .9"},
		{"2b", .6, inf, "> .6"},
		{"3a", 2, inf, "> 2 ×"},
		{"3b", 1, inf, "> 1"},
		{"4a", .97, 1.07, "within .05 of 1.02"},
		{"4b 4d 4e", 2.5, inf, "> 2.5"},
		{"4c", 0, 2.2, "≤ 2.2"},
		{"4f", -.06, .06, "within .06"},
		{"4g", -.05, .05, "within 5 %"},
		{"4h", -inf, .07, "≤ 7 %"},
		{"4i", -inf, .1, "≤ .1"},
		{"4j", -.02, .02, "± 2 %"},
		{"4k", -inf, 2, "< 2"},
		{"4l", .85, .99, ".85 to .99"},
		{"4m", -inf, .1, "≤ 10 %"},
		{"5a", .2, inf, "> .2"},
		{"5b 5c 5d 5e 5f", 2, inf, "> 2 ×"},
		{"5g", .13, .36, ".13 … .36"},
		{"5h", 1.5, 2.3, "1.5 … 2.3"},
		{"6a 6b 6d 6e", -inf, 0, "< 0"},
		{"6c", 2. / 3, 1.5, "2/3 … 3/2"},
		{"6f 6g", -.05, .05, "< .05"},
		{"7a", .015, inf, "> .015"},
		{"7b 7d", 10, inf, "> 10"},
		{"7c 8e", -.005, .005, "< .005"},
		{"7e 7f 7g 7h", 0, inf, "> 0"},
		{"8a", -.15, .1, "−.15 … .1"},
		{"8b 8c 8d", .55, 1.3, ".55 … 1.3"},
	} {
		for _, key := range strings.Fields(w.keys) {
			th := threshold(key)
			if th.Lo != w.lo || th.Hi != w.hi || !strings.Contains(th.Text, w.words) {
				t.Errorf("%s: %g … %g, %q; want %g … %g, %q", key, th.Lo, th.Hi, th.Text, w.lo, w.hi, w.words)
			}
		}
	}
	seen := map[string]bool{}
	for _, th := range thresholds {
		if seen[th.Key] || th.Key[0] != byte('0'+th.Finding) || th.Lo >= th.Hi {
			t.Errorf("threshold %+v", th)
		}
		seen[th.Key] = true
	}
}

// No row is planned twice, no file of a point has two cells, and what verdicts
// need has its ten seeds.
func TestPlans(t *testing.T) {
	for _, s := range []Study{Full(10), Quick(3), tiny()} {
		rows, names := map[string]bool{}, map[string]bool{}
		for _, j := range s.Cells() {
			if names[j.name()] {
				t.Errorf("%s: two cells %s", s.Name, j.name())
			}
			names[j.name()] = true
			for _, seed := range j.seeds {
				k := strings.Join(j.key(seed), ",")
				if rows[k] {
					t.Errorf("%s: %s twice", s.Name, k)
				}
				rows[k] = true
				if seed < s.Seed || seed >= s.Seed+max(s.Seeds, s.Most) {
					t.Errorf("%s: seed %d", s.Name, seed)
				}
			}
		}
		if got := len(s.tasks()); got != len(rows) || got != s.runs() {
			t.Errorf("%s: %d tasks, %d rows, %d runs", s.Name, got, len(rows), s.runs())
		}
		for _, task := range s.tasks() {
			delete(rows, strings.Join(task.Key, ","))
		}
		if len(rows) > 0 {
			t.Errorf("%s: %d rows without a task", s.Name, len(rows))
		}
	}
	full := Full(10)
	if full.Seeds < fewest || full.Most != 50 || len(full.Compositions) != 5 {
		t.Errorf("the full study: %+v", full)
	}
	for q, gains := range full.Gains {
		if len(gains) < 5 {
			t.Errorf("f_Q %g: %d gains", q, len(gains))
		}
	}
	if full.Seed < firstSeedQuick+1000 || Full(10).text() == Full(11).text() || Full(3).text() == Quick(3).text() {
		t.Error("studies that differ must not look alike")
	}
}

// A row read back is the row written.
func TestRowRoundTrip(t *testing.T) {
	c := of("rhythm", 20, .75)
	c.P, c.TauS, c.Nulls = .3, 2.5, measure.WeightedNulls
	v := values{"gain": math.Sqrt2, "change.weighted.chain.value": -1e-17, "density.0.054.021D": 3, "lag": math.NaN()}
	measured := make([]string, len(measure.Columns()))
	measured[0] = "7"
	r := parse(c.key(77), "done", "", v.cells(measured))
	if r.Cell != c || r.Seed != 77 || r.Failed != "" || r.get("steps") != 7 || !math.IsNaN(r.get(score)) {
		t.Errorf("%+v", r)
	}
	for name, x := range v {
		if got := r.get("study." + name); got != x && !(math.IsNaN(got) && math.IsNaN(x)) {
			t.Errorf("%s: %g, want %g", name, got, x)
		}
	}
	if r := parse(c.key(1), "failed", "step 3: too much", nil); r.Failed != "failed: step 3: too much" {
		t.Errorf("%+v", r)
	}
}

// Every text of words.md is said somewhere: for a finding, for a check, or by name.
func TestWordsAreSaid(t *testing.T) {
	said := map[string]bool{}
	for k := range lastFinding {
		said[fmt.Sprintf("finding %d", k+1)] = true
	}
	for k := range lastFinding {
		for _, name := range regexp.MustCompile(`[a-z-]+\.svg`).FindAllString(texts()[fmt.Sprintf("finding %d", k+1)], -1) {
			said["figure "+name] = true
		}
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, name := range names {
		code.WriteString(read(t, name))
	}
	for name, text := range texts() {
		if !said[name] && !strings.Contains(code.String(), `"`+name+`"`) || text == "" {
			t.Errorf("the text %q is not said, or empty", name)
		}
	}
	if len(texts()) < 9+15 {
		t.Errorf("%d texts", len(texts()))
	}
}

package measure

import (
	"context"
	"strings"
	"testing"
)

// On a run of five passes whose numbers follow from its file: what each condition is.
func TestConditions(t *testing.T) {
	s := session(t, quick)
	for range 4000 {
		s.Step()
	}
	c := s.Copy(false)
	sum := Summarise(context.Background(), c, Everything, "done", 0, nil)
	for text, want := range map[string]struct{ holds, defined bool }{
		"net.n == 20":                                {true, true},
		"net.n>=20 and net.n<=20":                    {true, true},
		"net.n != 20 or net.dt < 1":                  {true, true},
		"not net.n == 20":                            {false, true},
		"not (net.n == 20) or not net.g > 5":         {true, true},
		"1 + 2 * 3 == 7":                             {true, true},
		"(1 + 2) * 3 == 9":                           {true, true},
		"2 - 3 - 4 == -5":                            {true, true},
		"8 / 2 / 2 == 2":                             {true, true},
		"-net.n == -2e1":                             {true, true},
		"1e-3 < net.dt":                              {true, true},
		"target.kind == oscillation":                 {true, true},
		"target.kind != ou and target.kind != none":  {true, true},
		"target.kind == none":                        {false, true},
		"learn.on":                                   {true, true}, // wanted, though its passes are over
		"learn.on == false":                          {false, true},
		"training.passes == 3 and training.tests==2": {true, true},
		"training.trained or net.n == 20":            {true, true},
		"rate_hz.izh > 0":                            {false, false}, // there are none
		"rate_hz.izh > 0 or net.n == 20":             {true, true},
		"rate_hz.izh > 0 and net.n == 21":            {false, true},
		"rate_hz.izh > 0 and net.n == 20":            {false, false},
		"rate_hz.izh > 0 or net.n == 21":             {false, false},
		"not rate_hz.izh > 0":                        {false, false},
		"1 / 0 > 2":                                  {true, true},
		"simulated_seconds == 2":                     {true, true},
		"spectrum.max_modulus > 0":                   {true, true},
		"motifs.weighted.reciprocal.z > -1000":       {true, true},
		"motifs.strong_degree.chain.z > -1000":       {true, true},
	} {
		cond, err := ParseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if v := cond.Of(context.Background(), c); v.Holds != want.holds || v.Defined != want.defined {
			t.Errorf("%s: %+v, want %+v", text, v, want)
		}
	}
	// Every number is that of the summary, to the bit.
	for _, l := range sum.Tree().Leaves() {
		if l.Cell() == "" || l.Path == "steps" {
			continue
		}
		text := l.Path + " == " + l.Cell()
		if _, ok := l.Value.(bool); ok {
			text = l.Path
			if l.Number() == 0 {
				text = "not " + text
			}
		}
		cond, err := ParseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if v := cond.Of(context.Background(), c); !v.Holds {
			t.Errorf("%s: %s", text, v.Said())
		}
		if strings.HasPrefix(l.Path, "motifs.weighted_blocks") || strings.HasPrefix(l.Path, "motifs.strong_degree") {
			break // the draws of nulls take long
		}
	}
}

func TestConditionsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      `"the end" where a number or a name must stand`,
		"net.g":                                 `"net.g" is a number, no condition; must compare: < <= > >= == !=`,
		"net.g >":                               `"the end" where a number or a name must stand`,
		"net.g > 1 net.n":                       `"net.n" after the end of a condition; and, or joins two`,
		"net.gg > 1":                            `no number or parameter "net.gg"; nearest is "net.g"`,
		"motifs.weighted.reciprocl.z > 1":       `no number or parameter "motifs.weighted.reciprocl.z"; nearest is "motifs.weighted.reciprocal.z"`,
		"dimenson > 1":                          `no number or parameter "dimenson"; nearest is "dimension"`,
		"dimension.warnings > 1":                `dimension.warnings is no number`,
		"motifs > 1":                            `motifs is no number`,
		"target.kind == osc":                    `target.kind == "osc"; must be one of none, oscillation, sequence, ou, file`,
		"target.kind > ou":                      `"target.kind" is a word; must be compared by == or !=`,
		"net.g and net.n == 2":                  `"net.g" beside "and" is no condition; must compare: < <= > >= == !=`,
		"net.n == 2 and net.g":                  `"net.g" beside "and" is no condition; must compare: < <= > >= == !=`,
		"not net.g":                             `"net.g" after "not" is no condition`,
		"learn.on > 1":                          `"learn.on" and "1" cannot be compared: one is a number, the other is not`,
		"learn.on + 1 > 1":                      `"learn.on" beside "+" is no number`,
		"(net.g > 1":                            `"the end" where a bracket must close`,
		"net.g = 1":                             `"=" after the end of a condition; and, or joins two`,
		"1 < 2 < 3":                             `"<" after the end of a condition; and, or joins two`,
		strings.Repeat("(", 60) + "1":           `brackets within brackets; must be at most 50 deep`,
		strings.Repeat("1 < 2 and ", 101) + "1": `a condition of 1011 bytes; must be at most 1000`,
	} {
		_, err := ParseCondition(text)
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// What is measured is what the names need.
func TestConditionsWant(t *testing.T) {
	for text, want := range map[string]Wanted{
		"net.g > 1":                             {},
		"dimension > 1 and rate_hz.lif > 2":     {},
		"spectrum.outliers == 2":                {Spectrum: true},
		"motifs.weighted.divergent.z > 4":       {Motifs: true, Nulls: WeightedNulls},
		"motifs.strong_degree.reciprocal.z > 4": {Motifs: true, Nulls: DegreeNull},
		"motifs.strong.reciprocal.ratio > 2":    {Motifs: true, Nulls: StrongNull},
	} {
		c, err := ParseCondition(text)
		if err != nil || c.Wanted() != want || c.Slow() != (want != Wanted{}) {
			t.Errorf("%s: %v, wants %+v, slow %t", text, err, c.Wanted(), c.Slow())
		}
	}
}

func FuzzCondition(f *testing.F) {
	f.Add("not (net.g > 1 or -dimension*2 <= 1e-3) and target.kind == ou")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: an error of several lines: %q", text, err)
			}
			return
		}
		if again, err := ParseCondition(c.String()); err != nil || again.String() != c.String() {
			t.Errorf("%q does not read back: %v", c, err)
		}
	})
}

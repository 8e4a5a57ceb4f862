package report

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"spiketop/learn"
	"spiketop/measure"
	"spiketop/run"
)

// The words of the report stand in words.md.
//
//go:embed words.md
var wordsText string

// texts are those of words.md by their headings.
var texts = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, part := range strings.Split(wordsText, "\n# ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		all[name] = strings.TrimSpace(text)
	}
	return all
})

// words is a text of words.md.
func words(name string) string {
	text, known := texts()[name]
	if !known {
		panic("report: words.md has no text " + name)
	}
	return text
}

// studySheet is what was run: names and numbers, which stand in braces in words.md.
func (b book) studySheet(program string) *sheet {
	t := newSheet("study", "name", "value")
	add := func(name string, value any) { t.row(name, fmt.Sprint(value)) }
	pattern, ou, free := starts()[patterns[0]], starts()["ou"], starts()[spontaneous]
	until := func(seeds int) int { return b.Seed + seeds - 1 }
	add("study", b.Name)
	add("command", "spiketop findings"+b.flags()+" --out DIR")
	add("program", program)
	add("runs", b.runs())
	add("fresh", yes(b.Seed == firstSeed))
	for _, x := range []struct {
		name  string
		seeds int
	}{{"", b.Seeds}, {"few", b.Few}, {"flat", b.Flat}, {"most", b.Most}, {"again", b.Again}} {
		if x.name == "" {
			add("seeds", x.seeds)
			add("seed", b.Seed)
			add("last seed", until(x.seeds))
			continue
		}
		add(x.name, x.seeds)
		add("last "+x.name, until(x.seeds))
	}
	add("fewest", fewest)
	add("retrained", b.Retrained)
	untrained, main := b.untrained(), 0
	for _, r := range untrained {
		if r.Nulls == measure.AllNulls {
			main++
		}
	}
	add("not trained", notTrained)
	add("untrained", len(untrained))
	add("untrained main", main)
	add("failed", len(b.failed()))
	add("failed runs", b.failures())
	add("N", b.N)
	add("windows", b.windows(b.N))
	add("half the windows", short(float64(b.windows(b.N))*window()/2000))
	add("T_w", short(window()))
	add("passes", pattern.Learn.Passes)
	add("tests", pattern.Learn.Tests)
	add("draws", pattern.Metrics.Draws)
	add("τ_s", short(pattern.Net.TauS))
	add("τ_c", short(ou.Target.Tau))
	add("fast", short(.3*ou.Target.Tau))
	add("of patterns", spelt(pattern, "net.p", "net.noise", "net.t_ref", "net.g", "net.tau_s", "learn.lambda"))
	add("of dimension", spelt(free, "net.p", "net.noise", "net.t_ref"))
	add("composition", first.FractionKey())
	add("key", strings.Join(keyColumns, ", "))
	return t
}

// failures names the runs that failed, the first few.
func (b book) failures() string {
	var parts []string
	for k, r := range b.failed() {
		if k == 5 {
			parts = append(parts, "… (rows.csv has all)")
			break
		}
		parts = append(parts, fmt.Sprintf("%s, seed %d: %s", r.name(), r.Seed, r.Failed))
	}
	if parts == nil {
		return ""
	}
	return " " + strings.Join(parts, "; ") + "."
}

// flags of the command that made this study.
func (b book) flags() string {
	s := ""
	if b.Name == "quick" {
		s = " --quick"
	}
	return s + fmt.Sprintf(" --seeds %d", b.Seeds)
}

// spelt names parameters with their values.
func spelt(p run.Params, keys ...string) string {
	var words []string
	for _, key := range keys {
		d, err := run.Table.Find(key)
		must(err)
		words = append(words, strings.TrimSpace(d.Symbol+" = "+d.Format(&p)+" "+d.Unit))
	}
	return strings.Join(words, ", ")
}

func percent(x float64) string { return short(100*x) + " %" }

// bare is a number below 1 as statisticians write it: .6.
func bare(x float64) string { return strings.TrimPrefix(short(x), "0") }

// notTrained says when a network counts as untrained.
var notTrained = "score < " + bare(learn.TrainedScore)

package report

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"spiketop/learn"
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

// words is a text with the numbers of the study.
func (b book) words(name string) string {
	text, known := texts()[name]
	if !known {
		panic("report: words.md has no text " + name)
	}
	return b.fill(text)
}

// whyNot says why a check does not hold, as far as it is known. It is shown only
// where the check does not hold, and changes no verdict.
func (b book) whyNot(c *Checked) string {
	why := c.why()
	if note := texts()["why not "+c.Key]; note != "" && why != "" {
		return why + ". " + note
	}
	return why + "."
}

// fill puts numbers in place of the names in braces.
func (b book) fill(text string) string {
	pattern, ou, free := starts()[patterns[0]], starts()["ou"], starts()[spontaneous]
	return strings.NewReplacer(
		"{name}", b.Name, "{flags}", b.flags(), "{runs}", fmt.Sprint(b.runs()),
		"{seeds}", fmt.Sprint(b.Seeds), "{fewest}", fmt.Sprint(fewest),
		"{seed}", fmt.Sprint(b.Seed), "{last seed}", fmt.Sprint(b.Seed+b.Seeds-1), "{last few}", fmt.Sprint(b.Seed+b.Few-1),
		"{N}", fmt.Sprint(b.N), "{windows}", fmt.Sprint(b.windows(b.N)), "{half the windows}", short(float64(b.windows(b.N))*window()/2000), "{T_w}", short(window()),
		"{passes}", fmt.Sprint(pattern.Learn.Passes), "{tests}", fmt.Sprint(pattern.Learn.Tests), "{draws}", fmt.Sprint(pattern.Metrics.Draws),
		"{strong}", percent(pattern.Metrics.Strong), "{τ_s}", short(pattern.Net.TauS), "{τ_c}", short(ou.Target.Tau), "{fast}", short(.3*ou.Target.Tau),
		"{of patterns}", spelt(pattern, "net.p", "net.noise", "net.t_ref", "net.g", "net.tau_s", "learn.lambda"), "{of dimension}", spelt(free, "net.p", "net.noise", "net.t_ref"),
		"{composition}", first.FractionKey(), "{key}", strings.Join(keyColumns, ", "),
	).Replace(text)
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

package report

import (
	"fmt"
	"strings"

	"spiketop/measure"
	"spiketop/metrics/motifs"
)

// findings are all nine.
func (b book) findings() (all []*Finding) {
	for k, text := range []func(*Finding) []string{
		b.dimensionText, b.learningText, b.sizeText, b.spectrumText, b.reciprocalText, b.tauText, b.divergentText, b.structurelessText, b.cortexText,
	} {
		parts := strings.SplitN(b.words(fmt.Sprintf("finding %d", k+1)), "\n\n", 4)
		f := &Finding{Number: k + 1, Title: parts[0], Question: parts[1], Figures: strings.Fields(parts[2])}
		for _, warnings := range parts[3:] {
			f.Warnings = strings.Split(warnings, "\n")
		}
		f.Checks = b.checks(f.Number, variant{"", b.main, b.Compositions, true})
		f.Text = text(f)
		all = append(all, f)
	}
	return all
}

// page is report.md.
func (b book) page(program string, drawings []drawing) string {
	all := b.findings()
	captions := map[string]string{}
	for _, d := range drawings {
		captions[d.name] = d.caption
	}
	var p strings.Builder
	b.front(&p, program, all)
	for _, f := range all {
		b.section(&p, f, captions)
	}
	p.WriteString("## Where they stop\n\nWhat section 6 of docs/SCIENCE.md lists, shown.\n\n")
	for _, l := range b.limits() {
		fmt.Fprintf(&p, "### %s\n\n%s\n\n", l.title, strings.TrimRight(l.text, "\n"))
		if l.figure != "" {
			fmt.Fprintf(&p, "![%s](figures/%s)\n\n", l.title, l.figure)
		}
	}
	b.back(&p)
	return strings.TrimRight(p.String(), "\n") + "\n"
}

// front writes what was run, and the verdicts.
func (b book) front(p *strings.Builder, program string, all []*Finding) {
	p.WriteString("# Findings\n\n" + b.words("opening") + "\n\n")
	if b.Name != "full" {
		p.WriteString(b.words("quick") + "\n\n")
	}
	p.WriteString("## What was run\n\n" + strings.ReplaceAll(b.words("run"), "{program}", program) + "\n")
	seeds := "fresh seeds"
	if b.Seed != firstSeed {
		seeds = "no test"
	}
	p.WriteString("- " + b.words(seeds) + " " + b.words("chosen") + "\n" + b.words("intervals") + "\n")
	b.bad(p)
	p.WriteString(b.words("nulls") + "\n\n")

	p.WriteString("## Verdicts\n\n")
	t := newTable("", "finding", "verdict", "trained runs only", "effect: least and largest cell, mean [95 % interval]", "under other definitions and further checks")
	for _, f := range all {
		var effects, more []string
		for _, c := range f.Checks {
			if c.Main {
				effects = append(effects, c.Key+" "+c.effect()+c.tally())
			} else {
				more = append(more, fmt.Sprintf("%s (%s) %s", c.Key, c.Definition, c.words()))
			}
		}
		if f.Comparable > 0 {
			effects = []string{fmt.Sprintf("%d of %d published rows have their counterpart", f.Compared, f.Comparable)}
			more = []string{"no threshold: see its page"}
		}
		t.row(fmt.Sprint(f.Number), fmt.Sprintf("[%s](#%s)", f.Title, anchor(f.heading())), f.words(b.Seeds), f.Verdict(ofTrained).String(), strings.Join(effects, "; "), strings.Join(more, "; "))
	}
	p.WriteString(t.text() + "\n")
	if other := b.elsewhere(); other != "" {
		p.WriteString("**In other networks** main checks come out otherwise, over " + fraction + " = 1, ½, 0: " + other + ". All of them stand [below](#which-thresholds-hold-at-other-sizes-sparse-and-dense).\n\n")
	}
}

// flags of the command that made this study.
func (b book) flags() string {
	s := ""
	if b.Name == "quick" {
		s = " --quick"
	}
	return s + fmt.Sprintf(" --seeds %d", b.Seeds)
}

// bad names the runs that did not learn or failed.
func (b book) bad(p *strings.Builder) {
	untrained := b.untrained()
	main := 0
	for _, r := range untrained {
		if r.Nulls == measure.AllNulls {
			main++
		}
	}
	fmt.Fprintf(p, "- **Untrained networks** (%s): %d of all runs, %d of them among the main cells. Every check is given with and without them; they are never averaged in silently. Figures show all runs.\n", notTrained, len(untrained), main)
	failed := b.failed()
	fmt.Fprintf(p, "- **Failed runs**: %d", len(failed))
	for k, r := range failed {
		if k == 10 {
			fmt.Fprint(p, "; … (rows.csv has all)")
			break
		}
		fmt.Fprintf(p, "%s%s, seed %d: %s", map[bool]string{true: ". ", false: "; "}[k == 0], r.name(), r.Seed, r.Failed)
	}
	fmt.Fprint(p, ". They enter nothing.\n")
}

func (f *Finding) heading() string { return fmt.Sprintf("%d %s", f.Number, f.Title) }

// anchor is the link to a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

// section writes a finding.
func (b book) section(p *strings.Builder, f *Finding, captions map[string]string) {
	fmt.Fprintf(p, "## %s\n\n**Question.** %s\n\n**Verdict:** %s; over trained runs only: %s.\n\n", f.heading(), f.Question, f.words(b.Seeds), f.Verdict(ofTrained))
	if b.Seeds >= fewest && f.Verdict(ofAll) != Holds {
		for _, c := range f.Checks {
			if c.Main && c.why() != "" {
				fmt.Fprintf(p, "Why %s does not hold throughout: %s\n\n", c.Key, b.whyNot(c))
			}
		}
	}
	if b.Seeds >= fewest && f.Verdict(ofTrained) != f.Verdict(ofAll) {
		fmt.Fprintf(p, "Without untrained runs: %s.\n\n", f.short())
	}
	for _, name := range f.Figures {
		fmt.Fprintf(p, "![%s](figures/%s)\n\n*%s*\n\n", name, name, captions[name])
	}
	if len(f.Checks) > 0 {
		t := newTable("check", "passes if", "definition", "counts", "least and largest cell", "verdict", "trained only")
		for _, c := range f.Checks {
			t.row(c.Key, c.Text, c.Definition, map[bool]string{true: "main", false: "beside"}[c.Main], c.effect(), "**"+c.words()+"**", c.Verdict(ofTrained).String())
		}
		p.WriteString(t.text() + "\n")
		for _, c := range f.Checks {
			if !c.Main && c.why() != "" && c.Verdict(ofAll) != Holds && len(c.Cells) > 0 && c.Cells[0].All.N >= fewest {
				fmt.Fprintf(p, "%s: %s\n\n", c.Key, b.whyNot(c))
			}
		}
		p.WriteString("<details><summary>Every cell of every check</summary>\n\n")
		d := newTable("check", "cell", "n", "mean [95 %]", "s.d.", "least … largest", "verdict", "untrained", "without them")
		for _, c := range f.Checks {
			for _, cell := range c.Cells {
				d.row(c.Key, cell.Label, fmt.Sprint(cell.All.N), cell.All.show(c.Decimals), fixed(cell.All.SD, c.Decimals),
					fixed(cell.All.Worst, c.Decimals)+" … "+fixed(cell.All.Sharp, c.Decimals), ofAll(c.Threshold, cell).String(), fmt.Sprint(cell.Untrained), without(cell, c.Decimals))
			}
		}
		p.WriteString(d.text() + "\n</details>\n\n")
	}
	for _, text := range f.Text {
		p.WriteString(strings.TrimRight(text, "\n") + "\n\n")
	}
	if len(f.Warnings) > 0 {
		p.WriteString("**Warnings**\n\n")
		p.WriteString(strings.Join(f.Warnings, "\n") + "\n\n")
	}
	if c, ok := b.example(f.Number); ok {
		fmt.Fprintf(p, "Open a point of these figures: `spiketop points/%s.toml`\n\n", c.name())
	}
}

func without(c CheckedCell, decimals int) string {
	if c.Untrained == 0 {
		return "the same"
	}
	return c.Trained.show(decimals) + fmt.Sprintf(" (n %d)", c.Trained.N)
}

// example is a cell that shows the finding.
func (b book) example(number int) (Cell, bool) {
	c, special := map[int]Cell{
		1: untrained(b.N, .5, 1), 4: b.main("rhythm", 0), 6: b.main("rhythm", 0), 7: b.main("sequence", 0), 8: b.main("ou", .5),
	}[number]
	if !special {
		c = b.main("oscillation", .5)
	}
	return c, len(b.of(c)) > 0
}

// back says what the files hold.
func (b book) back(p *strings.Builder) {
	p.WriteString("## Files\n\n" + b.words("files") + "\n\n<details><summary>Columns of rows.csv</summary>\n\n")
	t := newTable("column", "what")
	for _, c := range columns() {
		t.row("`"+c.name+"`", c.help)
	}
	p.WriteString(t.text() + "\n</details>\n\n## Sources of the published counts\n\n")
	seen := map[string]bool{}
	for _, row := range motifs.Cortex() {
		if !seen[row.Source] {
			seen[row.Source] = true
			p.WriteString("- " + row.Source + "\n")
		}
	}
}

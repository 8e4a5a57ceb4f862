package report

import (
	"fmt"
	"strings"

	"spiketop/measure"
	"spiketop/metrics/motifs"
)

// findings are all nine.
func (b book) findings() []*Finding {
	return []*Finding{b.finding1(), b.finding2(), b.finding3(), b.finding4(), b.finding5(), b.finding6(), b.finding7(), b.finding8(), b.finding9()}
}

// finding begins a finding with its words.
func (b book) finding(number int) *Finding {
	s := stories[number-1]
	f := &Finding{Number: number, Title: s.title, Question: b.fill(s.question), Figures: s.figures}
	for _, w := range s.warnings {
		f.Warnings = append(f.Warnings, b.fill(w))
	}
	return f
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
	p.WriteString(openingText)
	if b.Name != "full" {
		p.WriteString(b.fill(quickText))
	}
	p.WriteString(b.fill(strings.ReplaceAll(runText, "{program}", program)))
	seeds := freshText
	if b.Seed != firstSeed {
		seeds = notTestText
	}
	p.WriteString("- " + seeds + chosenText + b.fill(intervalText))
	b.bad(p)
	p.WriteString(b.fill(nullText))

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
		t.row(fmt.Sprint(f.Number), fmt.Sprintf("[%s](#%s)", f.Title, anchor(f.heading())), f.words(b.Seeds), f.OfTrained().String(), strings.Join(effects, "; "), strings.Join(more, "; "))
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
	fmt.Fprintf(p, "## %s\n\n**Question.** %s\n\n**Verdict:** %s; over trained runs only: %s.\n\n", f.heading(), f.Question, f.words(b.Seeds), f.OfTrained())
	if b.Seeds >= fewest && f.Verdict() != Holds {
		for _, c := range f.Checks {
			if why := c.why(); c.Main && why != "" {
				fmt.Fprintf(p, "Why %s does not hold throughout: %s.%s\n\n", c.Key, why, notes[c.Key])
			}
		}
	}
	if b.Seeds >= fewest && f.OfTrained() != f.Verdict() {
		fmt.Fprintf(p, "Without untrained runs: %s.\n\n", f.short())
	}
	for _, name := range f.Figures {
		fmt.Fprintf(p, "![%s](figures/%s)\n\n*%s*\n\n", name, name, captions[name])
	}
	if len(f.Checks) > 0 {
		t := newTable("check", "passes if", "definition", "counts", "least and largest cell", "verdict", "trained only")
		for _, c := range f.Checks {
			t.row(c.Key, c.Text, c.Definition, map[bool]string{true: "main", false: "beside"}[c.Main], c.effect(), "**"+c.words()+"**", c.OfTrained().String())
		}
		p.WriteString(t.text() + "\n")
		for _, c := range f.Checks {
			if why := c.why(); !c.Main && why != "" && c.Verdict() != Holds && len(c.Cells) > 0 && c.Cells[0].All.N >= fewest {
				fmt.Fprintf(p, "%s: %s.%s\n\n", c.Key, why, notes[c.Key])
			}
		}
		p.WriteString("<details><summary>Every cell of every check</summary>\n\n")
		d := newTable("check", "cell", "n", "mean [95 %]", "s.d.", "least … largest", "verdict", "untrained", "without them")
		for _, c := range f.Checks {
			for _, cell := range c.Cells {
				d.row(c.Key, cell.Label, fmt.Sprint(cell.All.N), cell.All.show(c.Decimals), fixed(cell.All.SD, c.Decimals),
					fixed(cell.All.Worst, c.Decimals)+" … "+fixed(cell.All.Sharp, c.Decimals), c.of(cell).String(), fmt.Sprint(cell.Untrained), without(cell, c.Decimals))
			}
		}
		p.WriteString(d.text() + "\n</details>\n\n")
	}
	for _, text := range f.Text {
		p.WriteString(strings.TrimRight(text, "\n") + "\n\n")
	}
	if len(f.Warnings) > 0 {
		p.WriteString("**Warnings**\n\n")
		for _, w := range f.Warnings {
			p.WriteString("- " + w + "\n")
		}
		p.WriteString("\n")
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
	var c Cell
	switch number {
	case 1:
		c = untrained(b.N, .5, 1)
	case 4, 6:
		c = b.main("rhythm", 0)
	case 7:
		c = b.main("sequence", 0)
	case 8:
		c = b.main("ou", .5)
	default:
		c = b.main("oscillation", .5)
	}
	return c, len(b.of(c)) > 0
}

// back says what the files hold.
func (b book) back(p *strings.Builder) {
	p.WriteString("## Files\n\n" + b.fill(filesText) + "<details><summary>Columns of rows.csv</summary>\n\n")
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

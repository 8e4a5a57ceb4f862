package report

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The page is made of words.md, the thresholds and these sheets, read from their
// files: no number on it has another source.
var pageSheets = []string{"study", "verdicts", "checks", "cells", "networks", "cortex"}

// page holds the sheets that it is made of, by name.
type page map[string]*sheet

// readPage reads the sheets of a directory findings/.
func readPage(dir string) (page, error) {
	p := page{}
	for _, name := range pageSheets {
		text, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil {
			return nil, err
		}
		if p[name], err = parseSheet(name, text); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// fact is a value of study.csv.
func (p page) fact(name string) string {
	for _, row := range p["study"].rows {
		if row[0] == name {
			return row[1]
		}
	}
	panic("report: study.csv has no " + name)
}

// say is a text of words.md with what study.csv has for the names in braces.
func (p page) say(name string) string {
	var pairs []string
	for _, row := range p["study"].rows {
		pairs = append(pairs, "{"+row[0]+"}", row[1])
	}
	return fileName.ReplaceAllStringFunc(strings.NewReplacer(pairs...).Replace(words(name)), func(name string) string {
		at := strings.Trim(name, "[]")
		if !strings.HasSuffix(at, ".md") {
			at = filesName + "/" + at
		}
		return name + "(" + at + ")"
	})
}

// fileName in words.md becomes a link.
var fileName = regexp.MustCompile(`\[[A-Za-z-]+\.(csv|svg|md)\]`)

// shown is a number of a sheet as text has it.
func shown(x string) string {
	if x == "" {
		return "–"
	}
	if rest, negative := strings.CutPrefix(x, "-"); negative {
		return "−" + rest
	}
	return x
}

// interval is the mean of a row under a head with its interval.
func (s *sheet) interval(row []string, head string) string {
	b := bounds(head)
	text := shown(s.get(row, b[0]))
	if lo, hi := s.get(row, b[1]), s.get(row, b[2]); lo != "" && hi != "" {
		text += " [" + shown(lo) + ", " + shown(hi) + "]"
	}
	return text
}

// claim is what words.md has of a finding.
type claim struct {
	number          string
	title, question string
	figures, sheets []string
	notes           string
}

func (p page) claims() (all []claim) {
	for n := 1; n <= lastFinding; n++ {
		parts := strings.SplitN(p.say(fmt.Sprintf("finding %d", n)), "\n\n", 4)
		c := claim{number: fmt.Sprint(n), title: parts[0], question: parts[1], notes: parts[3]}
		for _, name := range strings.Fields(parts[2]) {
			if strings.HasSuffix(name, ".svg") {
				c.figures = append(c.figures, name)
			} else {
				c.sheets = append(c.sheets, name)
			}
		}
		all = append(all, c)
	}
	return all
}

// verdictText is a verdict as text. Where the seeds are too few for a
// verdict, the text adds what the intervals alone say.
func verdictText(verdict, alone, seeds, fewest string) string {
	if verdict == Undecided.String() && alone != verdict && tooFew(seeds, fewest) {
		return fmt.Sprintf("undecided (by the intervals alone: %s)", alone)
	}
	return verdict
}

func tooFew(seeds, fewest string) bool { return number(seeds) < number(fewest) }

// of are the rows of a sheet with a value under a head.
func (p page) of(sheet, head, value string) (rows [][]string) {
	for _, row := range p[sheet].rows {
		if p[sheet].get(row, head) == value {
			rows = append(rows, row)
		}
	}
	return rows
}

// verdict of a finding.
func (p page) verdict(number string) string {
	t := p["verdicts"]
	row := p.of("verdicts", "finding", number)[0]
	return verdictText(t.get(row, "verdict"), t.get(row, "by the intervals alone"), p.fact("seeds"), p.fact("fewest"))
}

// text is FINDINGS.md.
func (p page) text() string {
	var b strings.Builder
	say := func(text string) { b.WriteString(text + "\n\n") }
	say("# Findings")
	say("![Nine verdicts and their effects](findings/" + verdictsName + ")\n*" + p.say("picture") + "*")
	say(p.say("opening"))
	if p.fact("study") != "full" {
		say(p.say("quick"))
	}
	say(p.overview())
	say("## What was run")
	fresh := "fresh seeds"
	if p.fact("fresh") != yes(true) {
		fresh = "no test"
	}
	say(strings.Join([]string{p.say("run"), p.say(fresh), p.say("intervals"), p.say("untrained"), p.say("nulls")}, "\n"))
	for _, c := range p.claims() {
		p.section(say, c)
	}
	say("## In other networks")
	say(p.say("elsewhere") + "\n\n" + p.elsewhere())
	say("## Files")
	say(p.say("files") + " Sources of the published counts: " + strings.Join(p.sources(), "; ") + ".")
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// overview is the picture as a table.
func (p page) overview() string {
	t := markdown{head: []string{"", "claim", "verdict", "trained runs only", "main checks"}}
	for _, c := range p.claims() {
		v := p["verdicts"]
		row := p.of("verdicts", "finding", c.number)[0]
		var checks []string
		for _, check := range p.of("checks", "finding", c.number) {
			if s := p["checks"]; s.get(check, "counts") == "main" {
				checks = append(checks, s.get(check, "check")+" "+s.get(check, "verdict"))
			}
		}
		if checks == nil {
			checks = []string{p.compared(row)}
		}
		t.row(c.number, "["+c.title+"](#"+anchor(c.heading())+")", "**"+p.verdict(c.number)+"**", v.get(row, "trained runs only"), strings.Join(checks, ", "))
	}
	return t.text()
}

// compared is the effect of the finding that has no threshold.
func (p page) compared(row []string) string {
	v := p["verdicts"]
	return v.get(row, "compared") + " of " + v.get(row, "published rows") + " published rows have their counterpart"
}

func (c claim) heading() string { return c.number + " " + c.title }

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
func (p page) section(say func(string), c claim) {
	say("## " + c.heading())
	row := p.of("verdicts", "finding", c.number)[0]
	verdict := p.verdict(c.number)
	if p["verdicts"].get(row, "compared") != "" {
		verdict += ": " + p.compared(row)
	}
	say("**Question.** " + c.question + " **Verdict: " + verdict + ".**")
	say(fmt.Sprintf("![%s](findings/%s)\n*%s*", c.figures[0], c.figures[0], p.say("figure "+c.figures[0])))
	effects := markdown{head: []string{"check", "passes if", "definition", "counts", "least and largest mean [95 %]", "cells: hold, undecided, fail", "verdict"}}
	s := p["checks"]
	checks := p.of("checks", "finding", c.number)
	for _, row := range checks {
		effect := s.interval(row, "least mean")
		if s.get(row, "cells") != "1" {
			effect += " … " + s.interval(row, "largest mean")
		}
		effects.row(s.get(row, "check"), s.get(row, "passes if"), s.get(row, "definition"), s.get(row, "counts"), effect,
			s.get(row, "hold")+", "+s.get(row, "undecided")+", "+s.get(row, "fail"),
			verdictText(s.get(row, "verdict"), s.get(row, "by the intervals alone"), s.get(row, "seeds"), p.fact("fewest")))
	}
	if len(checks) > 0 {
		say(effects.text())
	}
	say("**Where it stops.**" + p.stops(c.number, checks))
	var more []string
	for _, name := range c.figures[1:] {
		more = append(more, fmt.Sprintf("[%s](findings/%s): %s", name, name, p.say("figure "+name)))
	}
	for _, name := range c.sheets {
		more = append(more, fmt.Sprintf("[%s](findings/%s)", name, name))
	}
	say("**How it is measured.**\n" + c.notes + "\n- More: " + strings.Join(more, "; ") + ".")
}

// mostNamed cells of a check are named on the page; cells.csv has all.
const mostNamed = 8

// stops names the cells that fail or are undecided.
func (p page) stops(number string, checks [][]string) string {
	s, t := p["checks"], p["cells"]
	var lines, few []string
	for _, check := range checks {
		key := s.get(check, "check")
		if s.get(check, "cells") != "0" && tooFew(s.get(check, "seeds"), p.fact("fewest")) {
			few = append(few, key)
			continue
		}
		if s.get(check, "cells") == "0" {
			lines = append(lines, "- "+key+": not in this study")
			continue
		}
		var parts []string
		for _, v := range []Verdict{Fails, Undecided} {
			var named []string
			n := 0
			for _, cell := range p.of("cells", "check", key) {
				if t.get(cell, "verdict") != v.String() {
					continue
				}
				if n++; n <= mostNamed {
					named = append(named, t.get(cell, "cell")+" "+t.interval(cell, "mean"))
				}
			}
			if n > mostNamed {
				named = append(named, "…")
			}
			if named != nil {
				parts = append(parts, v.String()+" at "+strings.Join(named, "; "))
			}
		}
		if parts != nil {
			lines = append(lines, "- "+key+" "+strings.Join(parts, ". "+key+" is ")+".")
		}
	}
	if number == fmt.Sprint(lastFinding) {
		for _, row := range p["cortex"].rows {
			if why := p["cortex"].get(row, "no counterpart"); why != "" {
				lines = append(lines, "- "+why)
			}
		}
		slices.Sort(lines)
		lines = slices.Compact(lines)
	}
	if few != nil {
		lines = append(lines, "- Too few seeds decide a cell of "+strings.Join(few, ", ")+".")
	}
	if lines == nil {
		return " In none of its cells."
	}
	return "\n" + strings.Join(lines, "\n")
}

// elsewhere names the main checks with another result in other networks.
func (p page) elsewhere() string {
	t := p["networks"]
	var names []string
	found := map[string][]string{}
	for _, row := range t.rows {
		name := t.get(row, "network")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if t.get(row, "counts") == "main" && t.get(row, t.head[len(t.head)-1]) == yes(false) {
			found[name] = append(found[name], t.get(row, "check")+" "+t.get(row, "by the intervals alone"))
		}
	}
	var lines []string
	for _, name := range names {
		if found[name] != nil {
			lines = append(lines, "- "+name+": "+strings.Join(found[name], ", "))
		}
	}
	if lines == nil {
		return "none."
	}
	return strings.Join(lines, "\n")
}

func (p page) sources() (all []string) {
	for _, row := range p["cortex"].rows {
		if s := p["cortex"].get(row, "source"); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// markdown is a table of texts.
type markdown struct {
	head []string
	rows [][]string
}

func (t *markdown) row(cells ...string) { t.rows = append(t.rows, cells) }

// cellText keeps bars from ending a cell.
func cellText(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "|", `\|`) }

func (t *markdown) text() string {
	var b strings.Builder
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + cellText(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(t.head)
	b.WriteString(strings.Repeat("|---", len(t.head)) + "|\n")
	for _, r := range t.rows {
		line(r)
	}
	return strings.TrimRight(b.String(), "\n")
}

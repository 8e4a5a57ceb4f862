package report

import (
	"fmt"
	"strings"
)

// Checked is a threshold with the intervals that are compared with it.
type Checked struct {
	Threshold
	Cells []CheckedCell
}

// CheckedCell is one such interval: an effect in one network, or between several.
type CheckedCell struct {
	Label        string
	All, Trained Interval // over all runs, and over those that learned
	Untrained    int
}

// variant is a kind of network in which the same checks run.
type variant struct {
	name string
	at   picker
	qs   []float64
	here bool // the networks of the findings, in which all checks run
}

// A filling adds the effects in a kind of network to a check.
type filling func(b book, v variant, c *Checked)

// over is a number of the cells of some patterns.
func over(patterns []string, of func(*Row) float64) filling {
	return func(b book, v variant, c *Checked) {
		for _, cell := range cells(patterns, v.qs, v.at) {
			c.add(cell.atPQ(), b.effect(cell, of))
		}
	}
}

// here leaves other kinds of networks out.
func here(fill filling) filling {
	return func(b book, v variant, c *Checked) {
		if v.here {
			fill(b, v, c)
		}
	}
}

// checks are those of a finding in a kind of network; 0: of all findings.
func (b book) checks(finding int, v variant) (all []*Checked) {
	for _, t := range thresholds {
		if finding == 0 || finding == t.Finding {
			c := &Checked{Threshold: t}
			t.fill(b, v, c)
			all = append(all, c)
		}
	}
	return all
}

// add adds an effect. An effect without runs is not in the study and is left out.
func (c *Checked) add(label string, e effect) {
	if len(e) > 0 {
		c.Cells = append(c.Cells, CheckedCell{label, e.all(), e.onlyTrained(), e.untrained()})
	}
}

// A reading is the verdict on one cell.
type reading func(t Threshold, cell CheckedCell) Verdict

func ofAll(t Threshold, cell CheckedCell) Verdict { return judge(cell.All, t.Lo, t.Hi) }

// ofTrained is over the runs that learned.
func ofTrained(t Threshold, cell CheckedCell) Verdict { return judge(cell.Trained, t.Lo, t.Hi) }

// bySide is ofAll without the condition on the number of seeds.
func bySide(t Threshold, cell CheckedCell) Verdict { return side(cell.All, t.Lo, t.Hi) }

// Verdict is that of the worst cell: a check holds if all cells hold, and fails if one fails.
func (c *Checked) Verdict(of reading) Verdict {
	if len(c.Cells) == 0 {
		return Undecided
	}
	v := Holds
	for _, cell := range c.Cells {
		v = max(v, of(c.Threshold, cell))
	}
	return v
}

// words is the verdict as text. Where the seeds are too few for a verdict, the
// text adds what the intervals alone say.
func (c *Checked) words() string {
	if len(c.Cells) == 0 {
		return "undecided (not in this study)"
	}
	most := 0
	for _, cell := range c.Cells {
		most = max(most, cell.All.N)
	}
	if most < fewest {
		return fmt.Sprintf("undecided (%d seeds; the intervals alone: %s)", most, c.Verdict(bySide))
	}
	return c.Verdict(ofAll).String()
}

// tally counts the cells that hold and that fail; empty for a single cell.
func (c *Checked) tally() string {
	if len(c.Cells) < 2 {
		return ""
	}
	var n [3]int
	for _, cell := range c.Cells {
		n[ofAll(c.Threshold, cell)]++
	}
	return fmt.Sprintf(" (of %d cells %d hold, %d fail)", len(c.Cells), n[Holds], n[Fails])
}

// effect shows the cells of the least and the largest mean.
func (c *Checked) effect() string {
	var lo, hi Interval
	for _, cell := range c.Cells {
		if cell.All.N > 0 && (lo.N == 0 || cell.All.Mean < lo.Mean) {
			lo = cell.All
		}
		if cell.All.N > 0 && (hi.N == 0 || cell.All.Mean > hi.Mean) {
			hi = cell.All
		}
	}
	if len(c.Cells) < 2 || hi.N == 0 {
		return lo.show(c.Decimals)
	}
	return lo.show(c.Decimals) + " … " + hi.show(c.Decimals)
}

// why lists the cells that do not hold.
func (c *Checked) why() string {
	var off, between []string
	for _, cell := range c.Cells {
		text := cell.Label + " " + cell.All.show(c.Decimals)
		switch ofAll(c.Threshold, cell) {
		case Fails:
			off = append(off, text)
		case Undecided:
			between = append(between, text)
		}
	}
	var parts []string
	if len(off) > 0 {
		parts = append(parts, "off the passing side: "+strings.Join(off, "; "))
	}
	if len(between) > 0 {
		parts = append(parts, "undecided: "+strings.Join(between, "; "))
	}
	return strings.Join(parts, ". ")
}

// Finding is one claim of the abstract, in our words, with what was found.
type Finding struct {
	Number          int
	Title, Question string
	Figures         []string // names in figures/
	Checks          []*Checked
	Text            []string // paragraphs and tables below the checks
	Warnings        []string
	// For the finding that has no threshold: Compared of the Comparable published
	// rows stand beside a number of the study.
	Compared, Comparable int
}

// Verdict is that of the worst main check.
func (f *Finding) Verdict(of reading) Verdict {
	v, n := Holds, 0
	for _, c := range f.Checks {
		if c.Main {
			v, n = max(v, c.Verdict(of)), n+1
		}
	}
	if n == 0 && (f.Comparable == 0 || f.Compared < f.Comparable) {
		return Undecided
	}
	return v
}

// short names the cells of main checks whose verdict is another without the
// untrained runs.
func (f *Finding) short() string {
	var cells []string
	for _, c := range f.Checks {
		for _, cell := range c.Cells {
			if now := ofTrained(c.Threshold, cell); c.Main && now != ofAll(c.Threshold, cell) {
				text := fmt.Sprintf("%s %s %s, n %d, %s", c.Key, cell.Label, cell.Trained.show(c.Decimals), cell.Trained.N, now)
				if cell.Trained.N < fewest {
					text += fmt.Sprintf(" (fewer than %d are left; the interval alone: %s)", fewest, side(cell.Trained, c.Lo, c.Hi))
				}
				cells = append(cells, text)
			}
		}
	}
	return strings.Join(cells, "; ")
}

// words is the verdict as text, as Checked has it.
func (f *Finding) words(seeds int) string {
	v := f.Verdict(ofAll)
	if v != Undecided || seeds >= fewest {
		return "**" + v.String() + "**"
	}
	return fmt.Sprintf("**undecided** (%d seeds; the intervals alone: %s)", seeds, f.Verdict(bySide))
}

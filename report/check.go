package report

import "fmt"

// lastFinding is the number of findings.
const lastFinding = 9

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

// add adds an effect. An effect without a number is not in the study and is left out.
func (c *Checked) add(label string, e effect) {
	if e.all().N > 0 {
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

// seeds is the largest number of seeds behind a cell.
func (c *Checked) seeds() (most int) {
	for _, cell := range c.Cells {
		most = max(most, cell.All.N)
	}
	return most
}

// counts says whether the check makes the verdict of its finding.
func (c *Checked) counts() string { return map[bool]string{true: "main", false: "beside"}[c.Main] }

// extremes are the cells of the least and the largest mean.
func (c *Checked) extremes() (least, largest CheckedCell) {
	for k, cell := range c.Cells {
		if k == 0 || cell.All.Mean < least.All.Mean {
			least = cell
		}
		if k == 0 || cell.All.Mean > largest.All.Mean {
			largest = cell
		}
	}
	return least, largest
}

// Finding is one claim of the abstract, in our words, with what was found.
type Finding struct {
	Number int
	Checks []*Checked
	// For the finding that has no threshold: Compared of the Comparable published
	// rows stand beside a number of the study.
	Compared, Comparable int
}

// findings are all nine.
func (b book) findings() (all []*Finding) {
	for n := 1; n <= lastFinding; n++ {
		f := &Finding{Number: n, Checks: b.checks(n, variant{"", b.main, b.Compositions, true})}
		if len(f.Checks) == 0 {
			f.Compared, f.Comparable = b.comparable()
		}
		all = append(all, f)
	}
	return all
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

// The sheets of the checks. The page and its first picture are made of them and of
// the study's sheet alone.

func verdictSheet(all []*Finding) *sheet {
	t := newSheet("verdicts", "finding", "verdict", "trained runs only", "by the intervals alone", "compared", "published rows")
	for _, f := range all {
		row := []string{fmt.Sprint(f.Number), f.Verdict(ofAll).String(), f.Verdict(ofTrained).String(), f.Verdict(bySide).String(), "", ""}
		if f.Comparable > 0 {
			row[4], row[5] = fmt.Sprint(f.Compared), fmt.Sprint(f.Comparable)
		}
		t.row(row...)
	}
	return t
}

func checkSheet(all []*Finding) *sheet {
	head := []string{"check", "finding", "counts", "passes if", "definition", "above", "below", "seeds", "cells", "hold", "undecided", "fail"}
	head = append(append(head, bounds("least mean")...), bounds("largest mean")...)
	t := newSheet("checks", append(head, "verdict", "trained runs only", "by the intervals alone")...)
	for _, f := range all {
		for _, c := range f.Checks {
			var n [3]int
			for _, cell := range c.Cells {
				n[ofAll(c.Threshold, cell)]++
			}
			row := []string{c.Key, fmt.Sprint(f.Number), c.counts(), c.Text, c.Definition, digits(c.Lo, 4), digits(c.Hi, 4),
				fmt.Sprint(c.seeds()), fmt.Sprint(len(c.Cells)), fmt.Sprint(n[Holds]), fmt.Sprint(n[Undecided]), fmt.Sprint(n[Fails])}
			if least, largest := c.extremes(); len(c.Cells) > 0 {
				row = append(append(row, least.All.cells(c.Decimals)...), largest.All.cells(c.Decimals)...)
			} else {
				row = append(row, make([]string, 6)...)
			}
			t.row(append(row, c.Verdict(ofAll).String(), c.Verdict(ofTrained).String(), c.Verdict(bySide).String())...)
		}
	}
	return t
}

func cellSheet(all []*Finding) *sheet {
	head := append([]string{"check", "cell", "n"}, bounds("mean")...)
	head = append(append(head, "s.d.", "least", "largest", "verdict", "untrained", "n, trained"), bounds("mean, trained")...)
	t := newSheet("cells", append(head, "verdict, trained")...)
	for _, f := range all {
		for _, c := range f.Checks {
			for _, cell := range c.Cells {
				row := append([]string{c.Key, cell.Label, fmt.Sprint(cell.All.N)}, cell.All.cells(c.Decimals)...)
				row = append(row, digits(cell.All.SD, c.Decimals), digits(cell.All.Worst, c.Decimals), digits(cell.All.Sharp, c.Decimals),
					ofAll(c.Threshold, cell).String(), fmt.Sprint(cell.Untrained), fmt.Sprint(cell.Trained.N))
				t.row(append(append(row, cell.Trained.cells(c.Decimals)...), ofTrained(c.Threshold, cell).String())...)
			}
		}
	}
	return t
}

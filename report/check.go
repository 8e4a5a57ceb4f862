package report

import (
	"fmt"
	"strings"
)

// Checked is a threshold held against the runs, cell by cell.
type Checked struct {
	Threshold
	Cells []CheckedCell
}

// CheckedCell is one cell of a check.
type CheckedCell struct {
	Label        string
	All, Trained Interval // over all runs, and over those that learned
	Untrained    int
}

// against holds effects against the threshold of a key.
func against(key string) *Checked { return &Checked{Threshold: threshold(key)} }

// add puts a cell; one without runs is not in the study.
func (c *Checked) add(label string, e effect) {
	if len(e.x) == 0 {
		return
	}
	cell := CheckedCell{Label: label, All: e.all(), Trained: e.onlyTrained()}
	for _, ok := range e.trained {
		if !ok {
			cell.Untrained++
		}
	}
	c.Cells = append(c.Cells, cell)
}

func (c *Checked) of(cell CheckedCell) Verdict { return judge(cell.All, c.Lo, c.Hi) }

// Verdict is the worst of the cells: all must hold, and one that fails is enough.
func (c *Checked) Verdict() Verdict {
	return c.worst(func(cell CheckedCell) Verdict { return judge(cell.All, c.Lo, c.Hi) })
}

// OfTrained is the same over the runs that learned.
func (c *Checked) OfTrained() Verdict {
	return c.worst(func(cell CheckedCell) Verdict { return judge(cell.Trained, c.Lo, c.Hi) })
}

// Side is what the intervals alone say, however few the seeds.
func (c *Checked) Side() Verdict {
	return c.worst(func(cell CheckedCell) Verdict { return side(cell.All, c.Lo, c.Hi) })
}

func (c *Checked) worst(of func(CheckedCell) Verdict) Verdict {
	if len(c.Cells) == 0 {
		return Undecided
	}
	v := Holds
	for _, cell := range c.Cells {
		v = max(v, of(cell))
	}
	return v
}

// words is the verdict, and where seeds are too few for one what the intervals say.
func (c *Checked) words() string {
	if len(c.Cells) == 0 {
		return "undecided (not in this study)"
	}
	most := 0
	for _, cell := range c.Cells {
		most = max(most, cell.All.N)
	}
	if most < fewest {
		return fmt.Sprintf("undecided (%d seeds; the intervals alone: %s)", most, c.Side())
	}
	return c.Verdict().String()
}

// tally is how many cells hold and fail, where there are several.
func (c *Checked) tally() string {
	if len(c.Cells) < 2 {
		return ""
	}
	var n [3]int
	for _, cell := range c.Cells {
		n[c.of(cell)]++
	}
	return fmt.Sprintf(" (of %d cells %d hold, %d fail)", len(c.Cells), n[Holds], n[Fails])
}

// effect is the range of the cells' means, for the summary.
func (c *Checked) effect() string {
	if len(c.Cells) == 0 {
		return "–"
	}
	lo, hi := c.Cells[0], c.Cells[0]
	for _, cell := range c.Cells {
		if cell.All.Mean < lo.All.Mean {
			lo = cell
		}
		if cell.All.Mean > hi.All.Mean {
			hi = cell
		}
	}
	if len(c.Cells) == 1 {
		return lo.All.show(c.Decimals)
	}
	return lo.All.show(c.Decimals) + " … " + hi.All.show(c.Decimals)
}

// why lists the cells that do not hold.
func (c *Checked) why() string {
	var off, between []string
	for _, cell := range c.Cells {
		text := cell.Label + " " + cell.All.show(c.Decimals)
		switch c.of(cell) {
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
	// Compared is how many of Comparable published rows stand beside a number of
	// the study: for the finding that has no threshold.
	Compared, Comparable int
}

// Verdict is the worst of the main checks.
func (f *Finding) Verdict() Verdict { return f.worst((*Checked).Verdict) }

// OfTrained is the same over the runs that learned.
func (f *Finding) OfTrained() Verdict { return f.worst((*Checked).OfTrained) }

// short names the cells of main checks that change when untrained runs are left out.
func (f *Finding) short() string {
	var cells []string
	for _, c := range f.Checks {
		for _, cell := range c.Cells {
			if now := judge(cell.Trained, c.Lo, c.Hi); c.Main && now != c.of(cell) {
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

// words is the verdict, and where seeds are too few for one what the intervals say.
func (f *Finding) words(seeds int) string {
	v := f.Verdict()
	if v != Undecided || seeds >= fewest {
		return "**" + v.String() + "**"
	}
	return fmt.Sprintf("**undecided** (%d seeds; the intervals alone: %s)", seeds, f.worst((*Checked).Side))
}

func (f *Finding) worst(of func(*Checked) Verdict) Verdict {
	v, n := Holds, 0
	for _, c := range f.Checks {
		if c.Main {
			v, n = max(v, of(c)), n+1
		}
	}
	if n == 0 && (f.Comparable == 0 || f.Compared < f.Comparable) {
		return Undecided
	}
	return v
}

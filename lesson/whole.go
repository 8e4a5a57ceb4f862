package lesson

import (
	"slices"

	"spiketop/presets"
	"spiketop/run"
)

// whole checks the file as a whole.
func (p *parser) whole() error {
	f := p.f
	line := func(entry string) int { return max(1, p.seen[entry]) }
	switch {
	case f.Title == "":
		return p.errorf(line("title"), "a lesson needs a title")
	case f.About == "":
		return p.errorf(line("title"), "a lesson needs about, a sentence for the list")
	case f.Preset == "":
		return p.errorf(line("title"), "a lesson needs a preset that its network begins as")
	case len(f.Steps) == 0:
		return p.errorf(max(1, p.last), "a lesson needs a [[step]]")
	}
	if _, err := presets.Load(f.Preset); err != nil {
		return p.errorf(line("preset"), "%v", err)
	}
	if f.Minutes == 0 {
		f.Minutes = 5
	}
	for k := range f.Steps {
		if err := p.wholeStep(&f.Steps[k]); err != nil {
			return err
		}
	}
	return p.values()
}

// wholeStep checks a step.
func (p *parser) wholeStep(s *Step) error {
	at := s.LineOf
	switch {
	case s.Title == "":
		return p.errorf(s.Line, "a step needs a title")
	case s.Text == "":
		return p.errorf(s.Line, "a step needs a text")
	case len(s.Hints) > mostHints:
		return p.errorf(at("hints"), "%d hints; must be at most %d", len(s.Hints), mostHints)
	case s.Predict == "" && (len(s.Choices) > 0 || s.Answer != 0 || s.Outcome != "" || len(s.Open) > 0):
		return p.errorf(s.Line, "choices, answer, outcome and open go with predict, a question")
	case len(s.Choices) > 0 && (len(s.Choices) < 2 || len(s.Choices) > 9):
		return p.errorf(at("choices"), "%d choices; must be 2 to 9", len(s.Choices))
	case len(s.Choices) > 0 && (s.Answer < 1 || s.Answer > len(s.Choices)):
		return p.errorf(at("answer"), "answer = %d; must be the number of a choice, 1 to %d", s.Answer, len(s.Choices))
	case s.Predict != "" && len(s.Choices) == 0 && s.Outcome == "":
		return p.errorf(at("predict"), "predict needs choices, or outcome for a number")
	case s.Outcome != "" && (s.Check == nil || !slices.Contains(s.Check.Names(), s.Outcome)):
		return p.errorf(at("outcome"), "outcome = %q; must be a number that check names", s.Outcome)
	case s.Check != nil && len(s.Solution) == 0:
		return p.errorf(at("check"), "check needs solution: what makes it true")
	case s.Check == nil && len(s.Solution)+len(s.Wrong)+len(s.Hints) > 0:
		return p.errorf(s.Line, "solution, wrong and hints go with check")
	}
	return nil
}

// values checks what is assigned, one assignment after the other.
func (p *parser) values() error {
	plan := p.f.plan()
	start := run.Table.Defaults()
	for _, a := range slices.Concat(plan.Set, p.f.Set) {
		if err := run.Table.Set(&start, a.Key, a.Text); err != nil {
			return p.errorf(a.Line, "%v", err)
		}
	}
	if err := start.Check(); err != nil {
		return p.errorf(max(1, p.seen["preset"]), "%v", err)
	}
	now := start
	for _, s := range p.f.Steps {
		if s.Fresh {
			now = start
		}
		for _, a := range s.Set {
			err := run.Table.Set(&now, a.Key, a.Text)
			if err == nil {
				err = now.Check()
			}
			if err != nil {
				return p.errorf(a.Line, "%v", err)
			}
		}
	}
	return nil
}

// plan is the run that the lesson begins with: its preset, seen as the lesson wishes.
func (f *File) plan() *presets.File {
	plan, err := presets.Load(f.Preset)
	if err != nil {
		panic("lesson: " + err.Error()) // Parse has looked
	}
	plan.Title, plan.About, plan.View = f.Title, f.About, f.View
	return plan
}

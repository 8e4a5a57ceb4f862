package rundir

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
)

// Whatever stands in a run file, with its end mark or without, it is a run or
// refused in one line; a run that it is writes a run file that says the same again.
func FuzzRunFile(f *testing.F) {
	for _, changes := range []string{"", "[[at]]\nms = 60\nset = { \"net.g\" = 1.5, \"learn.on\" = false }\n", "[[at]]\nstep = 7\nset = { \"do.kick\" = 1 }\n"} {
		s := session(f, quick+changes)
		for range 150 {
			s.Step()
		}
		file := RunFile(s.Copy(true))
		f.Add(file)
		f.Add(file[:len(file)/2])
		f.Add(file[:strings.LastIndex(file, "# End")])
	}
	f.Fuzz(func(t *testing.T, text string) {
		again(t, text)
		if !strings.HasPrefix(text, "\ufeff") && !strings.Contains(text, "\r") { // Seal is for texts of our own
			again(t, presets.Seal(run.Version, text))
		}
	})
}

// again reads a run file, and the one that its run writes.
func again(t *testing.T, text string) {
	plan, s := fromText(t, text)
	if s == nil {
		return
	}
	if plan.Recorded() && plan.Run.EndStep <= 20 {
		for s.Steps() < plan.Run.EndStep {
			s.Step()
		}
	}
	c := s.Copy(true)
	file := RunFile(c)
	plan, s2 := fromText(t, file)
	if s2 == nil {
		_, err := presets.Parse("again.toml", file)
		t.Fatalf("%q\nwrites %q\nwhich is refused: %v", text, file, err)
	}
	if plan.Edited || !plan.Recorded() || plan.Run.EndStep != c.Step {
		t.Fatalf("%q: edited %v, ends at %d", file, plan.Edited, plan.Run.EndStep)
	}
	for s2.Steps() < c.Step {
		s2.Step()
	}
	if third := RunFile(s2.Copy(true)); third != file {
		t.Fatalf("%q\nbecame\n%q", file, third)
	}
	for k := range min(len(file), 400) {
		cut := file[:len(file)-1-k*len(file)/400]
		if _, err := presets.Parse("cut.toml", cut); err == nil && cut != file[:len(file)-1] {
			t.Fatalf("cut to %d of %d bytes it is read", len(cut), len(file))
		}
	}
}

// fromText is the run of a file; nil where it is refused, or too large for a test.
func fromText(t *testing.T, text string) (*presets.File, *run.Session) {
	plan, err := presets.Parse("fuzz.toml", text)
	if err == nil && slices.ContainsFunc(plan.Set, func(a presets.Assignment) bool { return a.Key == "net.n" && len(a.Text) > 2 }) {
		return nil, nil
	}
	if err == nil && !slices.ContainsFunc(plan.Set, func(a presets.Assignment) bool { return a.Key == "net.n" }) {
		plan.Set = append(plan.Set, presets.Assignment{Key: "net.n", Text: "20"})
	}
	var s *run.Session
	if err == nil {
		s, err = run.NewSession(plan, nil)
	}
	if err != nil {
		if text := fmt.Sprint(err); strings.ContainsAny(text, "\n\x1b") || len(text) > 2000 {
			t.Fatalf("an error of several lines: %q", text)
		}
		return nil, nil
	}
	return plan, s
}

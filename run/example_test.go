package run_test

import (
	"context"
	"fmt"

	"spiketop/presets"
	"spiketop/run"
)

// A preset runs to the end of its protocol without a screen. Parameters are set on
// top of the preset, as --set does on the command line.
func ExampleHeadless() {
	plan, err := presets.Load("rhythm")
	if err != nil {
		panic(err)
	}
	session, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "100"}, {Key: "learn.passes", Text: "10"}})
	if err != nil {
		panic(err)
	}
	c, status := run.Headless(context.Background(), session, run.Options{})
	fmt.Printf("%s after %.1f s: %d free-running tests, score above 0.9: %v\n", status, c.TimeMS/1000, c.Test.Tests, c.Test.Score > 0.9)
	// Output:
	// done after 17.0 s: 5 free-running tests, score above 0.9: true
}

// A session is stepped by whoever has it. A parameter changes between two steps;
// undo appends the value before, and time does not run back.
func ExampleSession() {
	plan, err := presets.Parse("mine.toml", "[set]\n\"net.n\" = 50\n\"net.noise\" = 0.5\n")
	if err != nil {
		panic(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		panic(err)
	}
	for range 1000 {
		s.Step()
	}
	if err := s.Assign("net.g", "1.5"); err != nil {
		panic(err)
	}
	s.Step()
	text, err := s.Undo()
	if err != nil {
		panic(err)
	}
	fmt.Println(text)
	for _, l := range s.Log() {
		fmt.Printf("step %d: %s %s → %s\n", l.Step, l.Key, l.Was, l.Text)
	}
	fmt.Println(s.Assign("net.g", "loud"))
	// Output:
	// net.g back to 1
	// step 1000: net.g 1 → 1.5
	// step 1001: net.g 1.5 → 1
	// net.g = loud: not a number; must be a number from 0 to 20
}

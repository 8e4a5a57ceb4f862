package rundir

import (
	"path/filepath"
	"testing"

	"spiketop/presets"
	"spiketop/run"
)

// What a checkpoint of a trained dense network costs: the copy for which a screen
// stands still, the write for which a run without one does, and reading it.
func BenchmarkCheckpoint(b *testing.B) {
	plan, err := presets.Load("oscillation")
	if err != nil {
		b.Fatal(err)
	}
	s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "1000"}, {Key: "learn.passes", Text: "1"}})
	if err != nil {
		b.Fatal(err)
	}
	for !s.Done() {
		s.Step()
	}
	w, err := Begin(filepath.Join(b.TempDir(), "run"), s, Task{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	size := int64(len(state(b, s)))
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"copy", func() error { _, err := Freeze(s); return err }},
		{"write", func() error { return w.Save(s, Task{}) }},
		{"read", func() error { _, _, err := readState(w.path(stateFile)); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

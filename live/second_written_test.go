package live

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

// Both directories that are written of two networks, NAME and NAME-b, repeat alone to
// the bit: weights, spikes, readouts and the numbers of the summary. Each has the
// assignments since step 0, those of before the split too.
func TestWrittenNetworksReplayAlone(t *testing.T) {
	parent := t.TempDir() + string(filepath.Separator)
	r := NewRunner(parse(t, trained+goesOn, "net.n", "24"), rundir.WriteRun)
	defer r.Close()
	requests := []Request{
		Run{false}, Single{700}, Assign{"net.g", "1.1"}, Single{900}, Split{}, Single{300},
		Act{OnB}, Assign{"net.g", "1.3"}, Single{200}, Nudge{"do.displace", +1}, Single{300}, Act{OnBoth}, Assign{"net.noise", "0.1"},
		Single{300}, Act{OnB}, Assign{"seed", "9"}, Single{400}, Assign{"learn.on", "true"}, Act{OnA}, Assign{"net.qif", "0.25"}, Single{4000},
		Write{parent},
	}
	for _, q := range requests {
		if !r.Send(q) {
			t.Fatal("the box is full")
		}
	}
	var said string
	f := waitFrame(t, r, func(f *Frame) bool {
		said = f.Messages[max(0, len(f.Messages)-1)].Text
		return strings.HasPrefix(said, "written: ")
	})
	if f.B.Params.Seed != 9 || f.B.Episode == f.Episode || f.Step != f.B.Step {
		t.Errorf("B has seed %d, episode %d at step %d; A is in episode %d at step %d", f.B.Params.Seed, f.B.Episode, f.B.Step, f.Episode, f.Step)
	}
	a, b, _ := strings.Cut(strings.TrimPrefix(said, "written: "), " and ")
	if b != a+"-b" || filepath.Dir(a) != filepath.Clean(parent) {
		t.Fatalf("said %q", said)
	}
	for dir, want := range map[string][]string{
		a: {"700 net.g 1.1", "2400 net.noise 0.1", "3100 net.qif 0.25"},
		b: {"700 net.g 1.1", "1900 net.g 1.3", "2100 do.displace 1", "2400 net.noise 0.1", "2700 seed 9", "3100 learn.on true"},
	} {
		plan, err := presets.ReadFile(filepath.Join(dir, "run.toml"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := run.NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := run.Headless(t.Context(), s, run.Options{})
		if text, err := rundir.Compare(t.Context(), c, dir); err != nil || !strings.Contains(text, "weights.npy") || !strings.Contains(text, "spikes.npy") {
			t.Errorf("%s: %q, %v", filepath.Base(dir), text, err)
		}
		var log []string
		for _, x := range c.Log {
			log = append(log, strconv.FormatInt(x.Step, 10)+" "+x.Key+" "+x.Text)
		}
		if !slices.Equal(log, want) {
			t.Errorf("%s has the assignments %q, want %q", filepath.Base(dir), log, want)
		}
	}
}

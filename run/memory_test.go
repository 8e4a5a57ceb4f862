package run

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"weak"

	"spiketop/internal/mem"
	"spiketop/internal/warn"
	"spiketop/sim"
)

// having makes so many bytes available for the rest of a test.
func having(t *testing.T, bytes float64) {
	old := availableMemory
	availableMemory = func() mem.Left { return mem.Left{Bytes: bytes, Of: "the 200 MB limit of the control group"} }
	t.Cleanup(func() { availableMemory = old })
}

// What is there is told, and of which limit.
func TestRefusalNamesTheLimit(t *testing.T) {
	having(t, 50e6)
	p := Table.Defaults()
	p.Net.N = 2000
	err := checkMemory(p)
	if err == nil || !strings.Contains(err.Error(), "net.n = 2000 would take ") || !strings.HasSuffix(err.Error(), " of memory; 50 MB of the 200 MB limit of the control group is available") {
		t.Errorf("%v", err)
	}
	p.Net.N, p.Record.Seconds = 10, 100000
	if err := checkMemory(p); err == nil || !strings.HasPrefix(err.Error(), "record.seconds = 100000 at net.n = 10 would take ") {
		t.Errorf("%v", err)
	}
}

// Only what a change adds counts: what needs no more is never refused, whatever there
// is left.
func TestOnlyWhatAChangeAddsCounts(t *testing.T) {
	s := parse(t, quick)
	advance(s, 300)
	having(t, 1000)
	for _, a := range [][2]string{
		{"learn.passes", "5"}, {"metrics.window", "500"}, {"record.windows", "10"}, {"learn.every", "10"}, {"net.g", "2"},
		{"seed", "2"}, {"net.n", "10"}, {"target.kind", "none"},
	} {
		if err := s.Assign(a[0], a[1]); err != nil {
			t.Errorf("%s = %s: %v", a[0], a[1], err)
		}
		advance(s, 50)
	}
	before := s.Params()
	for _, a := range [][2]string{{"net.n", "500"}, {"record.windows", "100000"}, {"record.seconds", "100"}} {
		if err := s.Assign(a[0], a[1]); err == nil || !strings.Contains(err.Error(), "more memory; 1 kB of the 200 MB limit") {
			t.Errorf("%s = %s: %v", a[0], a[1], err)
		}
	}
	if s.Params() != before {
		t.Error("a refused change left a trace")
	}
	advance(s, 50)
}

// A network that is made after the old one went is the network that is made beside it.
func TestRebuiltWhereBothDoNotFit(t *testing.T) {
	beside, after := parse(t, quick), parse(t, quick)
	for _, s := range []*Session{beside, after} {
		advance(s, 500)
		if s == after {
			having(t, 0)
		}
		if err := s.Assign("seed", "5"); err != nil {
			t.Fatal(err)
		}
		advance(s, 500)
	}
	a, b := beside.Copy(true), after.Copy(true)
	if !slices.Equal(a.W.Values(), b.W.Values()) || a.Spikes() != b.Spikes() || a.Spikes() == 0 || len(a.Scores) != len(b.Scores) {
		t.Errorf("%d and %d spikes", a.Spikes(), b.Spikes())
	}
}

// Where both do not fit, the old network and all that belongs to it are gone when the
// new one is made; where both do, the old one stays in case the new one cannot be made.
func TestOldNetworkGoesFirst(t *testing.T) {
	for _, c := range []struct {
		name  string
		room  float64
		stays bool
	}{{"room for both", 1e9, true}, {"no room for both", 1000, false}} {
		s := parse(t, quick)
		advance(s, 500)
		having(t, c.room)
		net, w, trace := weak.Make(s.net), weak.Make(&s.weights().Whole[0]), weak.Make(&s.mem.Rec.Spikes.Blocks[0])
		old, made := newNetwork, false
		newNetwork = func(p sim.Params, seed int) (*sim.Network, error) {
			made = true
			runtime.GC()
			for name, there := range map[string]bool{"network": net.Value() != nil, "weights": w.Value() != nil, "recorder": trace.Value() != nil} {
				if there != c.stays {
					t.Errorf("%s: the old %s is there: %v", c.name, name, there)
				}
			}
			return old(p, seed)
		}
		err := s.Assign("seed", "5")
		newNetwork = old
		if err != nil || !made {
			t.Errorf("%s: %v, a new network: %v", c.name, err, made)
		}
	}
}

// Where more fires than is kept, the last spikes stay, whole steps count for rates, and
// a warning says so. A copy keeps what it had.
func TestKeptSpikesAreBounded(t *testing.T) {
	r := spikeRing{Keep: 1 << 40, Most: 3*blockSpikes + 1}
	for step := int64(1); step <= 10*blockSpikes; step++ {
		r.add(step, []int32{1, 2, 3})
		if r.N > r.Most || len(r.Blocks) > 5 || !r.sound() {
			t.Fatalf("step %d: %d spikes in %d blocks", step, r.N, len(r.Blocks))
		}
	}
	last, i := r.at(r.N - 1)
	if first, _ := r.at(0); r.N != r.Most || last != 10*blockSpikes || i != 3 || r.Cut != first || first != last-blockSpikes {
		t.Errorf("%d spikes from step %d to %d, cut at %d", r.N, first, last, r.Cut)
	}

	s := parse(t, quick, "net.bias_lif", "50", "net.bias_qif", "50", "target.kind", "none", "learn.on", "false", "record.seconds", "10")
	var fired []int64
	for range 50000 { // 25 s at a rate beyond 100 Hz
		s.Step()
		for range s.net.Fired() {
			fired = append(fired, s.mem.Step)
		}
	}
	c := s.Copy(true)
	most := MaxMeanHz * 20 * 10
	if len(fired) < 2*most || c.Spikes() != most || !c.Warnings.Has(warn.SpikesCut) {
		t.Fatalf("%d fired, %d kept, want %d; %v", len(fired), c.Spikes(), most, c.Warnings)
	}
	for k := range most {
		if step, _ := c.Spike(k); step != fired[len(fired)-most+k] {
			t.Fatalf("spike %d at step %d", k, step)
		}
	}
	advance(s, 5000)
	for k := range most {
		if step, _ := c.Spike(k); step != fired[len(fired)-most+k] {
			t.Fatalf("the session changed spike %d of a copy", k)
		}
	}
	if !c.spikes.sound() {
		t.Error("the session changed a block of a copy")
	}
	if quiet := parse(t, quick); func() bool { advance(quiet, 1000); return quiet.Copy(true).Warnings.Has(warn.SpikesCut) }() {
		t.Error("a warning without a reason")
	}
	hz, ok := s.RecentRates(nil)
	mean, want := 0.0, float64(len(fired))/20/25
	for _, x := range hz {
		mean += x / 20
	}
	if !ok || math.Abs(mean-want) > 0.05*want { // of the .9 s that are kept, and of 25 s
		t.Errorf("%g Hz, about %g", mean, want)
	}
}

// What a session and a copy of it hold is within SessionNeed, and most of what the
// estimate has for them is used by a full run.
func TestNeedHoldsASession(t *testing.T) {
	for _, set := range [][]string{
		{"net.n", "150"},
		{"net.n", "150", "net.p", "0.3"},
		{"net.n", "150", "target.kind", "none", "learn.on", "false", "record.windows", "2000"},
		{"net.n", "40", "net.bias_lif", "50", "net.bias_qif", "50", "target.kind", "none", "learn.on", "false", "record.seconds", "20", "metrics.window", "10", "record.windows", "5000"},
	} {
		s := parse(t, quick, set...)
		finish(s)
		p := s.Params()
		held, need := float64(size(s)+size(s.Copy(true))), SessionNeed(p)
		if held > need || held < need/12 {
			t.Errorf("%v: %.3g MB held, %.3g MB needed", set, held/1e6, need/1e6)
		}
	}
}

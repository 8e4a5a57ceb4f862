package run

import (
	"math"
	"reflect"
	"runtime"
	"testing"
)

// size is the memory below x in bytes, whatever is reached twice counted once.
func size(x any) int {
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value) int
	walk = func(v reflect.Value) (total int) {
		switch v.Kind() {
		case reflect.Slice:
			if v.Len() == 0 || seen[v.Pointer()] {
				return 0
			}
			seen[v.Pointer()] = true
			total = v.Len() * int(v.Type().Elem().Size())
			for k := range v.Len() {
				total += walk(v.Index(k))
			}
		case reflect.Struct:
			for k := range v.NumField() {
				total += walk(v.Field(k))
			}
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return 0
			}
			seen[v.Pointer()] = true
			total = int(v.Type().Elem().Size()) + walk(v.Elem())
		case reflect.String:
			total = v.Len()
		case reflect.Map:
			for k := v.MapRange(); k.Next(); {
				total += walk(k.Key()) + walk(k.Value())
			}
		}
		return total
	}
	return walk(reflect.ValueOf(x))
}

// heap is what is in use after a collection, in bytes.
func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Nothing that a copy carries grows with the age of the run, nor does the session.
func TestNothingGrowsWithAge(t *testing.T) {
	s := parse(t, quick, "net.n", "10", "target.duration", "10", "target.cue", "0")
	finish(s)
	pass := 20 // steps
	age := func(passes int) (copied, used int) {
		advance(s, passes*pass)
		if n := len(s.Scores()); n > 2*keepFree+5 {
			t.Errorf("%d passes are kept", n)
		}
		return size(s.Copy(true)), heap()
	}
	young, before := age(2000)
	old, after := age(8000)
	if old > young+young/10 {
		t.Errorf("a copy has grown from %d to %d bytes", young, old)
	}
	if after > before+100_000 {
		t.Errorf("the session has grown from %d to %d bytes", before, after)
	}
	// The passes of the protocol are still there.
	kinds := map[PassKind]int{}
	for _, p := range s.Scores() {
		kinds[p.Kind]++
	}
	if kinds[TrainPass] != 3 || kinds[TestPass] != 2 || kinds[FreePass] < keepFree {
		t.Errorf("kept: %v", kinds)
	}
	runtime.KeepAlive(s)
}

// Training without end, and tests without end, are bounded too.
func TestKeptPassesAreBounded(t *testing.T) {
	var c passClock
	for k := range 5 * keepPasses {
		c.keep(PassScore{Kind: PassKind(k % 3), Number: k})
	}
	if n := len(c.Scores); n > keepPasses+2*keepFree || c.Scores[n-1].Number != 5*keepPasses-1 {
		t.Errorf("%d kept", n)
	}
	free := 0
	for k, p := range c.Scores {
		if p.Kind == FreePass {
			free++
		}
		if k > 0 && p.Number <= c.Scores[k-1].Number {
			t.Fatal("not in order")
		}
	}
	if free != c.Free || free > 2*keepFree {
		t.Errorf("%d free passes kept, %d counted", free, c.Free)
	}
}

// Refused assignments of the timeline are told once, however often it plays.
func TestRefusedOnce(t *testing.T) {
	s := session(t, quick+"[[at]]\nms = 3\nset = { \"learn.every\" = 0.01 }\n")
	for range 5 {
		advance(s, 50)
		assign(t, s, "seed", "1")
	}
	if len(s.mem.Refused) != 1 {
		t.Errorf("%q", s.mem.Refused)
	}
}

// Counts of steps are int64 wherever they are stored: with a step of .01 ms and
// record.seconds = 30000 they pass 2³¹.
func TestStepsBeyond32Bits(t *testing.T) {
	const keep = int64(30000 * 1000 / 0.01)
	r := spikeRing{Keep: keep, Most: 1000}
	begin := int64(math.MaxInt32) - 2
	for step := begin; step < begin+5; step++ {
		r.add(step, []int32{7})
	}
	r.add(begin+keep, []int32{8}) // the first is out
	if r.N != 5 || r.after(math.MaxInt32) != 2 {
		t.Errorf("%d kept, after 2³¹−1: from %d on", r.N, r.after(math.MaxInt32))
	}
	for k, want := range []int64{begin + 1, begin + 2, begin + 3, begin + 4, begin + keep} {
		if step, _ := r.at(k); step != want {
			t.Errorf("spike %d at step %d, want %d", k, step, want)
		}
	}

	s := parse(t, "[set]\n\"net.n\" = 20\n\"net.dt\" = 0.01\n\"net.noise\" = 2\n\"metrics.window\" = 10\n\"record.seconds\" = 50000\n")
	from := int64(math.MaxInt32) - 3000
	s.mem.Step = from // a run of six hours
	advance(s, 60000)
	c := s.Copy(true)
	if c.Spikes() == 0 {
		t.Fatal("no spikes")
	}
	first, _ := c.Spike(0)
	if last, _ := c.Spike(c.Spikes() - 1); first <= from || last <= math.MaxInt32 {
		t.Fatalf("spikes at steps %d to %d", first, last)
	}
	var w Window
	s.Window(&w, 300)
	if n := c.Spikes() - s.mem.Rec.Spikes.after(s.mem.Step-30000); len(w.Spikes) != n || n == 0 {
		t.Errorf("%d spikes in the window, want %d", len(w.Spikes), n)
	}
	if c.Windows == 0 || c.NuMS <= 0 {
		t.Errorf("%d windows, rates over %g ms", c.Windows, c.NuMS)
	}
}

// What the screen shows does not hang on what is kept for files: a window is at
// most MaxWindowMS, and the spikes of that are there.
func TestWindowsDoNotHangOnTheFiles(t *testing.T) {
	s := parse(t, quick, "net.noise", "1", "record.seconds", "1", "target.kind", "none", "learn.on", "false")
	var spikes []int64
	for range 30000 { // 15 s
		s.Step()
		for range s.net.Fired() {
			spikes = append(spikes, s.mem.Step)
		}
	}
	within := func(seconds float64) (n int) {
		for _, step := range spikes {
			if step > s.mem.Step-s.steps(seconds*1000) {
				n++
			}
		}
		return n
	}
	for _, c := range []struct{ asked, shown float64 }{{1, 1}, {5, 5}, {10, 10}, {60, 10}} {
		var w Window
		s.Window(&w, c.asked*1000)
		if w.LengthMS != c.shown*1000 || len(w.Spikes) != within(c.shown) {
			t.Errorf("%g s asked: %g ms with %d spikes; want %g s with %d", c.asked, w.LengthMS, len(w.Spikes), c.shown, within(c.shown))
		}
	}
	if c := s.Copy(true); c.Spikes() != within(1) || c.Spikes() == 0 {
		t.Errorf("%d spikes for the files, want those of record.seconds: %d", c.Spikes(), within(1))
	}
}

// Also the marks of the shortest passes are there for the longest window.
func TestMarksOfShortPasses(t *testing.T) {
	s := parse(t, quick, "net.n", "4", "target.duration", "10", "target.cue", "0", "learn.passes", "100000")
	advance(s, 60000) // 30 s: 3000 passes
	var w Window
	s.Window(&w, MaxWindowMS)
	if n := MaxWindowMS / 10; len(w.Passes) < n-1 || len(w.Spans) < n-1 || len(w.Passes) > n+1 || len(s.mem.Rec.Starts) > 2*keepMarks {
		t.Errorf("%d passes and %d spans of learning in 10 s, want %d; %d marks are kept", len(w.Passes), len(w.Spans), n, len(s.mem.Rec.Starts))
	}
}

package run

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"spiketop/presets"
)

// A session made from a moment is the run as it was, and goes on to the same bits,
// whatever the run and other sessions of the moment have done meanwhile.
func TestMomentsKeepTheRun(t *testing.T) {
	const end = 2000
	for name, begin := range map[string]func() *Session{
		"eventful":         func() *Session { return parse(t, eventful) },
		"sparse, eventful": func() *Session { return parse(t, eventful, "net.p", "0.5") },
		"no target": func() *Session {
			return parse(t, quick, "target.kind", "none", "learn.on", "false", "metrics.window", "10", "record.windows", "10")
		},
		"tests":     func() *Session { return parse(t, quick, "learn.tests", "3", "learn.passes", "2") },
		"ou":        func() *Session { return parse(t, quick, "target.kind", "ou", "net.noise", "0.3") },
		"diverging": func() *Session { return parse(t, diverging) },
		"recorded":  func() *Session { return parse(t, recorded) },
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(9, 1))
			at := make([]int, 12)
			for k := range at {
				at[k] = rng.IntN(end)
			}
			slices.Sort(at)
			s := begin()
			var kept []*Moment
			var then []string
			var last *Moment
			for _, step := range at {
				advance(s, step-int(s.Steps()))
				m, err := s.Moment(last)
				if err != nil {
					t.Fatal(err)
				}
				kept, then, last = append(kept, m), append(then, digest(t, s)), m
			}
			advance(s, end-int(s.Steps()))
			want := digest(t, s)
			for _, m := range kept { // others go elsewhere from there
				other, err := m.Session()
				if err != nil {
					t.Fatal(err)
				}
				_ = other.Assign("net.g", "3")
				_ = other.Assign("net.noise", "1")
				advance(other, 200)
			}
			if digest(t, s) != want {
				t.Fatal("the run is another after sessions of its moments went elsewhere")
			}
			for _, round := range []string{"first", "second"} {
				for k, m := range kept {
					again, err := m.Session()
					if err != nil {
						t.Fatal(err)
					}
					if m.Steps() != int64(at[k]) || digest(t, again) != then[k] {
						t.Fatalf("%s session of the moment at step %d is another run", round, at[k])
					}
					advance(again, end-at[k])
					if digest(t, again) != want {
						t.Fatalf("%s session of the moment at step %d goes on to another run", round, at[k])
					}
					if _, err := again.Undo(); err == nil { // what it does now is nobody else's
						advance(again, 50)
					}
				}
			}
		})
	}
}

// What stays the same is kept once: between two moments of a run whose weights stay,
// only the recent past is another.
func TestMomentsShare(t *testing.T) {
	s := parse(t, quick, "target.kind", "none", "learn.on", "false", "net.n", "100")
	advance(s, 500)
	a, err := s.Moment(nil)
	if err != nil {
		t.Fatal(err)
	}
	advance(s, 500)
	b, err := s.Moment(a)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[any]int{}
	for id, n := range a.Parts() {
		parts[id] = n
	}
	all, more := 0, 0
	for id, n := range b.Parts() {
		all += n
		if parts[id] == 0 {
			more += n
		}
	}
	if w := 8 * 100 * 100; more > all-w/2 {
		t.Errorf("%d of %d bytes are new, though the weights (%d bytes) are the same", more, all, w)
	}
}

func BenchmarkMoment(b *testing.B) {
	for _, n := range []string{"200", "1000"} {
		f, err := presets.Load("oscillation")
		if err != nil {
			b.Fatal(err)
		}
		s, err := NewSession(f, []presets.Assignment{{Key: "net.n", Text: n}})
		if err != nil {
			b.Fatal(err)
		}
		t0 := time.Now()
		advance(s, 12000)
		step := time.Since(t0) / 12000
		var m *Moment
		b.Run("keep/"+n, func(b *testing.B) {
			for range b.N {
				s.Step()
				if m, err = s.Moment(m); err != nil {
					b.Fatal(err)
				}
			}
			size := 0
			for _, n := range m.Parts() {
				size += n
			}
			b.ReportMetric(float64(size)/1e6, "MB")
			b.ReportMetric(float64(step.Nanoseconds()), "ns/step")
		})
		b.Run("return/"+n, func(b *testing.B) {
			for range b.N {
				if _, err := m.Session(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

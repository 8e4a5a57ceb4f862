package run

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/pack"
	"spiketop/internal/warn"
	"spiketop/presets"
)

// eventful has what can happen to a run in its 800 ms: assignments by time and by
// step, one of them refused, events, a change of the fraction of QIF neurons, new networks.
const eventful = quick + `
[[at]]
ms = 60
set = { "net.g" = 1.2 }
[[at]]
ms = 290
set = { "do.kick" = 1 }
[[at]]
step = 700
set = { "net.qif" = 0.3, "net.noise" = 0.2 }
[[at]]
step = 900
set = { "do.test" = 1, "learn.every" = 0.1 }
[[at]]
step = 1000
set = { "learn.every" = 1, "do.reset" = 1 }
[[at]]
step = 1150
set = { "net.n" = 25 }
[[at]]
step = 1500
set = { "seed" = 7, "net.t_ref" = 2 }
`

// recorded is by a version that is not this one, and was edited.
var recorded = presets.Seal("99.0", quick+`
[run]
preset = "quick"
end_step = 1500
version = "99.0"
[[at]]
step = 200
set = { "target.kind" = "sequence", "target.duration" = 60 }
`) + "# edited\n"

// digest is the sha256 of everything that a run remembers. Which slices share
// their memory does not count.
func digest(t testing.TB, s *Session) string {
	t.Helper()
	m := s.mem
	m.Rec.Fs = slices.Clone(m.Rec.Fs)
	for k := range m.Rec.Fs {
		m.Rec.Fs[k] = slices.Clone(m.Rec.Fs[k])
	}
	m.Clock.Groups = slices.Clone(m.Clock.Groups)
	own := func(r *Readout) { r.F, r.TimeMS = slices.Clone(r.F), slices.Clone(r.TimeMS) }
	own(&m.Clock.Last)
	for k := range m.Clock.Groups {
		g := &m.Clock.Groups[k]
		g.Runs = slices.Clone(g.Runs)
		for k := range g.Runs {
			own(&g.Runs[k])
		}
	}
	h := sha256.New()
	w := bufio.NewWriter(h)
	for _, err := range []error{pack.Write(w, &m), s.net.Save(w), s.trainer.Save(w), w.Flush()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func saved(t testing.TB, s *Session) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func reload(t testing.TB, s *Session) *Session {
	t.Helper()
	r, err := Load(bytes.NewReader(saved(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A run that was saved and loaded, at one step or at several, goes on to the same
// bits of everything that it remembers.
func TestLoadedRunGoesOn(t *testing.T) {
	for name, begin := range map[string]func(*testing.T) *Session{
		"dense":  func(t *testing.T) *Session { return parse(t, quick) },
		"sparse": func(t *testing.T) *Session { return parse(t, quick, "net.p", "0.4", "target.kind", "ou") },
		"noise": func(t *testing.T) *Session {
			return parse(t, quick, "net.noise", "0.5", "net.t_ref", "2", "net.qif", "0.25")
		},
		"no target": func(t *testing.T) *Session { return parse(t, quick, "target.kind", "none", "learn.on", "false") },
		"all types": func(t *testing.T) *Session {
			return parse(t, eventful, "net.izh", "0.3", "net.bias_izh", "2", "net.noise", "0.1")
		},
		"eventful":         func(t *testing.T) *Session { return parse(t, eventful) },
		"sparse, eventful": func(t *testing.T) *Session { return parse(t, eventful, "net.p", "0.5") },
		"by hand": func(t *testing.T) *Session { // what only a hand does: undo, a key out of the timeline
			s := parse(t, eventful)
			assign(t, s, "net.g", "0.9", "net.tau_s", "30")
			if _, err := s.Undo(); err != nil {
				t.Fatal(err)
			}
			return s
		},
		"diverging": func(t *testing.T) *Session { return parse(t, diverging) },
		"recorded":  func(t *testing.T) *Session { return parse(t, recorded) },
	} {
		t.Run(name, func(t *testing.T) {
			const end = 2000
			rng := rand.New(rand.NewPCG(4, 2))
			whole := begin(t)
			advance(whole, end)
			want := digest(t, whole)
			for k := range 8 {
				s := begin(t)
				at := []int{rng.IntN(end), rng.IntN(end), rng.IntN(end)}
				if k == 0 {
					at = []int{0}
				}
				slices.Sort(at)
				for _, step := range at {
					advance(s, step-int(s.Steps()))
					s = reload(t, s)
				}
				advance(s, end-int(s.Steps()))
				if got := digest(t, s); got != want {
					t.Fatalf("loaded at the steps %d it is another run", at)
				}
			}
		})
	}
}

// What a run remembers is saved, or is listed here with what it follows from.
func TestEveryFieldIsSavedOrFollows(t *testing.T) {
	follows := map[string]string{
		"Session.mem": "saved", "Session.net": "saved", "Session.trainer": "saved",
		"Session.signals":      "the trainer",
		"Session.target":       "parameters, seed and signals",
		"Session.rank":         "the target",
		"Session.cue":          "N and seed",
		"Session.w":            "the network",
		"Session.undo":         "the log",
		"Session.u":            "the network, before each use",
		"Session.limit":        "nothing: whoever has the session sets it",
		"View.lines":           "nothing: only errors of a file that is being opened need it",
		"passClock.changes":    "TrainedIn and the parameters",
		"passClock.changesOf":  "TrainedIn and the parameters",
		"Params.given":         "Input",
		"TargetParams.samples": "Input",
	}
	found := map[string]bool{}
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				f := typ.Field(i)
				name := typ.Name() + "." + f.Name
				if f.IsExported() {
					walk(f.Type)
				} else if follows[name] == "" {
					t.Errorf("%s is not saved, and nobody says what it follows from", name)
				}
				found[name] = true
			}
		}
	}
	walk(reflect.TypeFor[Session]())
	walk(reflect.TypeFor[memory]())
	for name := range follows {
		if !found[name] {
			t.Errorf("%s: there is no such field", name)
		}
	}

	// And what follows does follow.
	s := parse(t, eventful)
	advance(s, 1100)
	s.weights()
	again := reload(t, s)
	again.weights()
	a, b := reflect.ValueOf(s).Elem(), reflect.ValueOf(again).Elem()
	for i := range a.NumField() {
		switch name := a.Type().Field(i).Name; name {
		case "mem", "net", "trainer", "u":
		default:
			if x, y := fmt.Sprintf("%v", a.Field(i)), fmt.Sprintf("%v", b.Field(i)); x != y || x == "[]" {
				t.Errorf("%s does not follow: %s, then %s", name, x, y)
			}
		}
	}
}

// What a loaded run says to the person is what it would have said.
func TestLoadedRunSaysTheSame(t *testing.T) {
	s := parse(t, recorded)
	advance(s, 700)
	again := reload(t, s)
	var a, b Trace
	s.Trace(&a, 3, 500)
	again.Trace(&b, 3, 500)
	if !reflect.DeepEqual(s.Messages(), again.Messages()) || s.NextUndo() != again.NextUndo() || fmt.Sprint(a) != fmt.Sprint(b) || len(a.U) < 100 {
		t.Error("messages, undo or trace differ")
	}
	if c, d := s.Copy(true), again.Copy(true); fmt.Sprint(c.Warnings) != fmt.Sprint(d.Warnings) || !d.Warnings.Has(warn.OtherVersion) || !d.Warnings.Has(warn.Edited) {
		t.Errorf("warnings %v, then %v", c.Warnings, d.Warnings)
	}
}

// What passes share is kept once.
func TestTargetsAreKeptOnce(t *testing.T) {
	s := parse(t, trained, "learn.tests", "6")
	finish(s)
	one := len(s.mem.Clock.Instants.F)
	if most := 8 * (4*one + traceSamples*(40+10) + 7*one); len(saved(t, s)) > most {
		t.Errorf("%d bytes, want at most %d", len(saved(t, s)), most)
	}
	again := reload(t, s)
	runs := again.mem.Clock.Groups[0].Runs
	if len(runs) != 6 || &runs[0].F[0] != &runs[5].F[0] || &runs[0].F[0] != &again.mem.Clock.Last.F[0] {
		t.Error("each pass has a target of its own")
	}
}

// A copy in memory is what Save writes, whatever the run does meanwhile.
func TestFreeze(t *testing.T) {
	s := parse(t, quick, "net.n", "400")
	advance(s, 300)
	want := saved(t, s)
	save, err := s.Freeze()
	if err != nil {
		t.Fatal(err)
	}
	advance(s, 300)
	var b bytes.Buffer
	if err := save(&b); err != nil || !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%d bytes, want %d: %v", b.Len(), len(want), err)
	}
	var c chunks
	for range 3 {
		_, _ = c.Write(make([]byte, chunk/2+1))
	}
	if len(c) != 3 || len(c[0]) != chunk/2+1 {
		t.Errorf("%d chunks", len(c))
	}
}

// endless is a target that goes on where the last pass ended.
type endless struct{ *probeTarget }

func (endless) Repeats() bool { return false }

func TestWhatCannotBeSaved(t *testing.T) {
	s := parse(t, quick)
	s.target = endless{}
	if err := s.Save(io.Discard); err == nil || !strings.Contains(err.Error(), "target.kind = oscillation") {
		t.Errorf("a target that differs from pass to pass: %v", err)
	}
}

// What is no saved run is refused in a line.
func TestLoadRefuses(t *testing.T) {
	s := parse(t, quick)
	advance(s, 300)
	whole := saved(t, s)
	bad := func(text string, b []byte) {
		t.Helper()
		if s, err := Load(bytes.NewReader(b)); err == nil || s != nil || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, text)
		}
	}
	bad("unexpected EOF", nil)
	bad(pack.ErrOther.Error(), []byte("a text that somebody wrote"))
	for cut := 0; cut < len(whole); cut += 1 + len(whole)/500 {
		bad("", whole[:cut])
	}
	with := func(change func(m *memory)) []byte {
		s := reload(t, s)
		change(&s.mem)
		return saved(t, s)
	}
	bad("no plan", with(func(m *memory) { m.Plan = nil }))
	bad("net.n = 0", with(func(m *memory) { m.Par.Net.N = 0 }))
	bad("other parameters", with(func(m *memory) { m.Par.Net.G = 2 }))
	bad("20 signals, the recording 3", with(func(m *memory) { m.Rec.N = 3 }))
	bad("memory", with(func(m *memory) { m.Par.Net.N = 100000 }))
	bad("net.dt", with(func(m *memory) { m.Born.Net.Dt = 9.5 }))
}

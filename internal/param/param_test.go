package param

import (
	"math"
	"strings"
	"testing"
)

type word string

type outer struct {
	A     float64
	Inner inner
}

type inner struct {
	N    int
	On   bool
	Kind word
	L    float64
}

var table = Table[inner]{
	{Key: "in.n", Restarts: Network | Counting, Field: Int[inner]{At: func(s *inner) *int { return &s.N }, Def: 200, Lo: 2, Hi: 1000, Scale: Ladder}},
	{Key: "in.on", Restarts: Clock | Trainer, Field: Switch[inner]{At: func(s *inner) *bool { return &s.On }, Def: true}},
	{Key: "in.kind", Field: Choice[inner, word]{At: func(s *inner) *word { return &s.Kind }, Def: "a", Of: []word{"a", "b", "c"}}},
	{Key: "in.lambda", Field: Real[inner]{At: func(s *inner) *float64 { return &s.L }, Def: 1, Lo: 1e-12, Hi: 1e9, Scale: Ladder}},
}

var lifted2 = append(Table[outer]{
	{Key: "a", Field: Real[outer]{At: func(s *outer) *float64 { return &s.A }, Def: 1, Lo: -2, Hi: 2, Step: 0.1}},
}, Lift(table, func(o *outer) *inner { return &o.Inner })...)

func TestDefaultsThroughLift(t *testing.T) {
	if got := lifted2.Defaults(); got != (outer{1, inner{200, true, "a", 1}}) {
		t.Errorf("defaults %+v", got)
	}
}

// A lifted description says of a change what the original says.
func TestRestarts(t *testing.T) {
	for key, want := range map[string]struct {
		restarts Part
		rebuilds bool
		mode     string
	}{"in.n": {Network | Counting, true, "rebuild"}, "in.on": {Clock | Trainer, false, "live"}, "in.kind": {0, false, "live"}} {
		d, err := lifted2.Find(key)
		if err != nil {
			t.Fatal(err)
		}
		if d.Restarts != want.restarts || d.Rebuilds() != want.rebuilds || d.Mode() != want.mode {
			t.Errorf("%s: restarts %b, rebuilds %v, mode %s; want %+v", key, d.Restarts, d.Rebuilds(), d.Mode(), want)
		}
	}
}

// Whatever Format writes, Parse reads back to the same bits.
func TestFormatRoundTrip(t *testing.T) {
	d, err := lifted2.Find("a")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float64{0, 1, -0.1, 1.0 / 3, 1e-7, 5e-324, math.Nextafter(1, 2), -2, 1.7000000000000002} {
		s := outer{A: v}
		var back outer
		if err := d.Set(&back, d.Format(&s)); err != nil || math.Float64bits(back.A) != math.Float64bits(v) {
			t.Errorf("%v became %v (%v) through %q", v, back.A, err, d.Format(&s))
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ key, text, want string }{
		{"a", "3", "a = 3: out of range; must be a number from -2 to 2"},
		{"a", "NaN", "a = NaN: out of range; must be a number from -2 to 2"},
		{"a", "1e999", "a = 1e999: out of range; must be a number from -2 to 2"},
		{"a", "x", "a = x: not a number; must be a number from -2 to 2"},
		{"in.n", "0", "in.n = 0: out of range; must be an integer from 2 to 1000"},
		{"in.n", "3.5", "in.n = 3.5: not an integer; must be an integer from 2 to 1000"},
		{"in.n", "99999999999999999999", "in.n = 99999999999999999999: out of range; must be an integer from 2 to 1000"},
		{"in.kind", "d", "in.kind = d: unknown; must be one of a, b, c"},
		{"in.on", "perhaps", "in.on = perhaps: not a switch; must be true or false"},
		{"in.lamda", "1", `no parameter "in.lamda"; nearest is "in.lambda" ('spiketop params' lists all)`},
		{"lambda", "1", `no parameter "lambda"; nearest is "in.lambda" ('spiketop params' lists all)`},
		{"a", "1\n2\x1b[31m", "a = 1·2·[31m: not a number; must be a number from -2 to 2"},
	} {
		s := lifted2.Defaults()
		err := lifted2.Set(&s, c.key, c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s = %q:\n got %v\nwant %s", c.key, c.text, err, c.want)
		}
		if s != lifted2.Defaults() {
			t.Errorf("%s = %q left a trace: %+v", c.key, c.text, s)
		}
	}
	if _, err := lifted2.Find(strings.Repeat("x", 500)); len(err.Error()) > 200 {
		t.Errorf("a long key makes a long error: %d characters", len(err.Error()))
	}
}

func TestNudges(t *testing.T) {
	s := lifted2.Defaults()
	walk := func(key string, dir int, want ...string) {
		t.Helper()
		d, _ := lifted2.Find(key)
		for _, w := range want {
			d.Nudge(&s, dir)
			if got := d.Format(&s); got != w {
				t.Errorf("%s %+d: %s, want %s", key, dir, got, w)
			}
		}
	}
	walk("a", +1, "1.1", "1.2", "1.3")
	walk("a", -1, "1.2", "1.1", "1", "0.9", "0.8", "0.7", "0.6", "0.5", "0.4", "0.3", "0.2", "0.1", "0", "-0.1")
	walk("in.n", +1, "500", "1000", "1000")
	walk("in.n", -1, "500", "200", "100", "50", "20", "10", "5", "2", "2")
	walk("in.lambda", -1, "0.5", "0.2", "0.1", "0.05")
	walk("in.lambda", +1, "0.1", "0.2", "0.5", "1", "2", "5", "10", "20")
	walk("in.kind", +1, "b", "c", "a")
	walk("in.kind", -1, "c")
	walk("in.on", +1, "false", "true")
	d, _ := lifted2.Find("in.n")
	s.Inner.N = 1000
	if d.Nudge(&s, +1) {
		t.Error("a nudge at the limit says that it moved")
	}
}

// Ladder nudges reach their neighbours from anywhere in between, up and down.
func TestLadderIsReversible(t *testing.T) {
	d, _ := lifted2.Find("in.lambda")
	for v := 1e-11; v < 1e8; v *= 1.37 {
		s := outer{Inner: inner{L: v}}
		d.Nudge(&s, +1)
		up := s.Inner.L
		d.Nudge(&s, -1)
		if !(up > v && s.Inner.L <= v) || up/s.Inner.L > 2.6 {
			t.Errorf("from %g: up to %g, down to %g", v, up, s.Inner.L)
		}
	}
}

package tui

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"spiketop/internal/racetest"
	"spiketop/measure"
	"spiketop/sim"
	"spiketop/tui/chart"
)

// spoil puts numbers nobody expects into a frame: everywhere reflection finds a
// number, a slice or a pointer, with the given probability.
func spoil(v reflect.Value, rng *rand.Rand, p float64) {
	hit := rng.Float64() < p
	switch v.Kind() {
	case reflect.Float64, reflect.Float32:
		if hit {
			v.SetFloat([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 0, -1, 5e-324}[rng.IntN(8)])
		}
	case reflect.Complex128:
		if hit {
			v.SetComplex([]complex128{complex(math.NaN(), 1), complex(math.Inf(1), 0), complex(1e300, -1e300), 0}[rng.IntN(4)])
		}
	case reflect.Int, reflect.Int32, reflect.Int64:
		if hit {
			v.SetInt([]int64{-1, 0, 1 << 20, -5}[rng.IntN(4)])
		}
	case reflect.Bool:
		if hit {
			v.SetBool(!v.Bool())
		}
	case reflect.String:
		if hit {
			v.SetString([]string{"", "漢字 \t\x1b[31m", "a very long sentence that does not fit anywhere, or hardly"}[rng.IntN(3)])
		}
	case reflect.Slice:
		if hit && rng.IntN(3) == 0 {
			v.SetZero()
			return
		}
		if hit && v.Len() > 1 {
			v.Set(v.Slice(0, rng.IntN(v.Len())))
		}
		for i := range v.Len() {
			spoil(v.Index(i), rng, p/4)
		}
	case reflect.Array:
		for i := range v.Len() {
			spoil(v.Index(i), rng, p)
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*sim.Model]() {
			return // everybody's
		}
		if hit && v.Type() != reflect.TypeFor[*measure.Activity]() { // a Transfer always has one
			v.SetZero()
		} else if !v.IsNil() {
			spoil(v.Elem(), rng, p)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				spoil(v.Field(i), rng, p)
			}
		}
	}
}

// Whatever the frame and the rectangle: no panic, no hang, nothing drawn outside.
func TestPanesStandAnything(t *testing.T) {
	racetest.SkipAlone(t, "panes are drawn by the test")
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	rng := rand.New(rand.NewPCG(2, 3))
	panes := newPanes()
	for round := range rounds {
		f := stillFrame()
		if round%3 == 2 {
			f = withAll(largeFrame())
		}
		spoil(reflect.ValueOf(f).Elem(), rng, []float64{0, 0.02, 0.2, 0.6}[round%4])
		f.Params.Net.N = min(f.Params.Net.N, 4096) // a real run has that many places
		m := &Model{frame: f, opts: Options{Source: &recorder{}}}
		for k := range panes {
			p := &panes[k]
			for _, b := range p.keys {
				for _, key := range b.Keys {
					if b.why(m, key) == "" && rng.IntN(2) == 0 {
						b.Do(m, key)
					}
				}
			}
			if list, ok := p.pane.(*parametersPane); ok {
				list.SetFilter([]string{"", "net", "λ", "zzz"}[rng.IntN(4)])
			}
			p.headline(f)
			r := chart.Rect{X: rng.IntN(40) - 10, Y: rng.IntN(20) - 5, W: rng.IntN(150) - 8, H: rng.IntN(50) - 4}
			if round%3 == 0 {
				r.W, r.H = rng.IntN(20)-4, rng.IntN(9)-2
			}
			b := &chart.Buffer{ASCII: rng.IntN(2) == 0}
			b.Resize(120, 40)
			fence := chart.Cell{Rune: '#', Role: chart.NRoles - 1}
			b.Fill(chart.Rect{W: 120, H: 40}, fence)
			from := time.Now()
			p.draw(b, r, f)
			if took := time.Since(from); took > hangs {
				t.Errorf("%s took %v", p.Name, took)
			}
			for y := range b.H {
				for x := range b.W {
					if b.At(x, y) != fence && !r.Contains(x, y) {
						t.Fatalf("%s drew at (%d, %d), outside %v", p.Name, x, y, r)
					}
				}
			}
		}
	}
}

// Before the first frame there is nothing to draw, and nothing breaks.
func TestPanesWithoutAFrame(t *testing.T) {
	for k, p := range newPanes() {
		b := new(chart.Buffer)
		b.Resize(60, 10)
		p.draw(b, chart.Rect{W: 60, H: 10}, nil)
		if p.headline(nil) != "" {
			t.Errorf("%s: headline %q", p.Name, p.headline(nil))
		}
		for _, a := range p.keys {
			for _, key := range a.Keys {
				m, _ := testModel(120, 36, nil)
				m.pressOn(k, key)
			}
		}
	}
}

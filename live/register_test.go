package live

import (
	"context"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	npyio "github.com/sbinet/npyio/npy"

	"spiketop/learn"
	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
	"spiketop/sim"
)

// A target and a trainer that stand in this file alone.
func init() {
	learn.RegisterTarget(learn.TargetKind{
		Name: "ramp", // a line for each signal, up in one pass and down in the next
		New: func(p learn.TargetParams, n, _ int) learn.Target {
			return &ramp{amplitude: p.Amplitude, duration: p.Duration, slope: make([]float64, n), sign: -1}
		},
		Column: "slope", Unpredictable: "no prediction for ramp: it does not repeat",
	})
	learn.RegisterTrainer(learn.TrainerKind{
		Name: "thirds", // the mean drive of each third of the neurons, at once
		New: func(net *sim.Network, _ learn.Params) learn.Trainer {
			return &thirds{n: net.Params().N, u: make([]float64, net.Params().N)}
		},
	})
}

type ramp struct {
	amplitude, duration, last, sign float64
	slope                           []float64
}

func (r *ramp) At(t float64, dst []float64) {
	if t < r.last || r.last == 0 {
		r.sign = -r.sign
	}
	r.last = t
	for i := range dst {
		r.slope[i] = float64(i+1) / float64(len(r.slope))
		dst[i] = r.sign * r.amplitude * r.slope[i] * t / r.duration
	}
}
func (r *ramp) Order() []float64 { return r.slope }
func (*ramp) Repeats() bool      { return false }

// thirds has three signals: the mean drive of the neurons i with i mod 3 = 0, 1, 2.
// An update J ← J − e xᵀ/|x|², e being the error of a neuron's third, makes each
// the target at once.
type thirds struct {
	n int
	u []float64
}

func (*thirds) Dim() int             { return 3 }
func (*thirds) Reset(float64)        {}
func (*thirds) Save(io.Writer) error { return nil }
func (*thirds) Load(io.Reader) error { return nil }
func (th *thirds) Signal(net *sim.Network, dst []float64) []float64 {
	if dst == nil {
		dst = make([]float64, 3)
	}
	clear(dst)
	net.Drive(th.u)
	for i, u := range th.u {
		dst[i%3] += u / float64((th.n+2-i%3)/3)
	}
	return dst
}
func (th *thirds) Update(net *sim.Network, target []float64) (rms float64, _ error) {
	z, r, e := th.Signal(net, nil), net.R(nil, 1), make([]float64, th.n)
	var rr float64
	for i, x := range r {
		rr += x * x
		e[i] = z[i%3] - target[i%3]
	}
	for k := range z {
		rms += (z[k] - target[k]) * (z[k] - target[k]) / 3
	}
	if rr > 0 {
		for i := range r {
			r[i] /= net.Params().G * rr
		}
		net.RankOne(e, r)
	}
	return math.Sqrt(rms), nil
}

// rampProtocol is three passes and two tests of 200 ms.
func rampProtocol(t *testing.T, sets ...string) *run.Session {
	return parse(t, trained, append([]string{"target.kind", "ramp"}, sets...)...)
}

func array(t *testing.T, dir, name string, shape ...int) (x []float64) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := npyio.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Header.Descr.Shape, shape) {
		t.Fatalf("%s has shape %v, want %v", name, r.Header.Descr.Shape, shape)
	}
	if err := r.Read(&x); err != nil {
		t.Fatal(err)
	}
	return x
}

// A target and a trainer from outside go through a whole run: without a screen,
// into its files, and repeated from them.
func TestRegisteredRunsHeadless(t *testing.T) {
	const samples = 3 * 100 // the last training pass and two tests, 200 ms every 2
	for name, c := range map[string]struct {
		sets    []string
		signals int
	}{
		"both":            {[]string{"learn.trainer", "thirds"}, 3},
		"target alone":    {nil, 40},
		"trainer alone":   {[]string{"learn.trainer", "thirds", "target.kind", "oscillation"}, 3},
		"signals, sparse": {[]string{"net.p", "0.5"}, 40},
	} {
		t.Run(name, func(t *testing.T) {
			s := rampProtocol(t, c.sets...)
			isRamp := s.Params().Target.Kind == "ramp"
			got, status := run.Headless(context.Background(), s, run.Options{})
			if status != run.Done || got.Test.Tests != 2 || !(got.Scores[0].Score > 0.7) || slices.Equal(got.W.Entries(), got.Initial().Entries()) {
				t.Errorf("%s, tests %+v, passes %+v", status, got.Test, got.Scores)
			}
			sum := measure.Summarise(context.Background(), got, measure.Everything, status, 1, nil)
			// A prediction draws networks that learn by the trainer of the run.
			if note := sum.Spectrum.PredictNote; note == "" || (name == "trainer alone") != strings.HasPrefix(note, "outliers of 3 other networks") {
				t.Errorf("predicted %v: %q", sum.Spectrum.Predicted, note)
			}
			dir := filepath.Join(t.TempDir(), "run")
			if err := rundir.Of(got, sum).Write(dir); err != nil {
				t.Fatal(err)
			}
			u, f := array(t, dir, "readout.npy", samples, c.signals), array(t, dir, "target.npy", samples, c.signals)
			var up [3]bool // of the last training pass and the tests: passes 3, 4, 5
			for pass := range up {
				last := f[(100*pass+100)*c.signals-1] // of the last signal, at the end of the pass
				up[pass] = last > 0
				if isRamp && math.Abs(math.Abs(last)-1) > 1e-9 {
					t.Errorf("the ramp of the last signal ends at %g", last)
				}
			}
			if isRamp && up != [3]bool{true, false, true} {
				t.Errorf("the ramps of the last three passes go up: %v", up)
			}
			if slices.Equal(u[:100*c.signals], f[:100*c.signals]) || u[0] == 0 {
				t.Error("the signal is the target")
			}
			table, err := os.ReadFile(filepath.Join(dir, "neurons.csv"))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(table)), "\n")
			last := lines[len(lines)-1]
			if ordered := isRamp && c.signals == 40; !strings.HasSuffix(lines[0], ",slope") || strings.HasSuffix(last, ",1") != ordered {
				t.Errorf("neurons.csv: %q … %q", lines[0], last)
			}

			plan, err := presets.ReadFile(filepath.Join(dir, "run.toml"))
			if err != nil {
				t.Fatal(err)
			}
			again, err := run.NewSession(plan, nil)
			if err != nil {
				t.Fatal(err)
			}
			if d, _ := run.Headless(context.Background(), again, run.Options{}); !slices.Equal(d.W.Entries(), got.W.Entries()) {
				t.Error("the recording has another W")
			}
		})
	}
}

// They are on the screen: the frame has their signals beside their targets, and
// the parameter that names them takes them while the run goes on.
func TestRegisteredRunsLive(t *testing.T) {
	r := NewRunner(parse(t, trained+goesOn), nil)
	defer r.Close()
	r.Send(Speed{math.Inf(1)})
	seen := func(f *Frame) bool {
		n := len(f.Trace.F)
		return n > 50 && !math.IsNaN(f.Trace.F[n-1]) && f.Phase == run.Target
	}
	r.Send(Assign{"target.kind", "ramp"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Params.Target.Kind == "ramp" && seen(f) })
	if len(f.Ranks) != 40 {
		t.Errorf("ranks %v", f.Ranks)
	}
	r.Send(Watch{Neuron: 39})
	r.Send(Assign{"learn.trainer", "thirds"})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Params.Learn.Trainer == "thirds" && f.Watch == 39 && seen(f) })
	if f.Ranks != nil {
		t.Errorf("ranks %v", f.Ranks)
	}
	waitFrame(t, r, func(f *Frame) bool {
		return f.Test.Tests == 2 && f.AsTrained.Ever && f.Motifs != nil && f.Dimension != nil
	})
	r.Send(Assign{"learn.trainer", "force"}) // and back
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Learn.Trainer == "force" && seen(f) && len(f.Ranks) == 40 })
}

package live

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// BenchmarkBack goes to steps of the last minute of a network that trains: the time
// that the processor takes for a way, and for a step. SPIKETOP_N is another N,
// SPIKETOP_SECONDS how much is simulated before.
func BenchmarkBack(b *testing.B) {
	number := func(name, otherwise string) string {
		if v := os.Getenv(name); v != "" {
			return v
		}
		return otherwise
	}
	seconds, err := strconv.ParseFloat(number("SPIKETOP_SECONDS", "65"), 64)
	if err != nil {
		b.Fatal(err)
	}
	s := small(b, "oscillation", "net.n", number("SPIKETOP_N", "200"), "learn.passes", "1000", "metrics.spectrum", "none")
	r := NewRunner(s, nil)
	cpu := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	r.Send(Speed{math.Inf(1)})
	r.Send(PauseAt{seconds})
	until := func(ok func(*Frame) bool) *Frame {
		for ; ; time.Sleep(time.Millisecond) {
			if f := r.Frame(); f != nil && ok(f) {
				return f
			}
		}
	}
	f := until(func(f *Frame) bool { return !f.Running })
	r.Close()
	kept := r.past.Bytes()
	first := r.past.Now().End - int64(60_000/f.Params.Net.Dt)
	rng := rand.New(rand.NewPCG(1, 1))
	var worst time.Duration
	b.ResetTimer()
	for range b.N {
		to := first + rng.Int64N(r.past.Now().End-first)
		t0 := cpu()
		way, err := r.past.Way(1, max(0, to))
		if err == nil {
			_, err = way.Go(b.Context(), func() bool { return true })
		}
		if err != nil {
			b.Fatal(err)
		}
		worst = max(worst, cpu()-t0)
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-worst")
	b.ReportMetric(float64(kept)/1e6, "MB")
	b.ReportMetric(float64(r.past.cost.Microseconds())/1000, "ms-cost")
	b.ReportMetric(float64(r.past.Moments()), "moments")
	b.ReportMetric(float64(r.past.Most())/1e6, "MB-most")
}

// Command loops times the inner loops of the program, one sample a process:
//
//	go run ./bench/loops weights -n 1000 -p 0.1 -out DIR   the network's W as DIR/weights.npy
//	go run ./bench/loops step    -n 1000 -p 0.1 -seconds 5 simulated seconds, one thread
//	go run ./bench/loops rls     -n 1000                   one P, one thread; -w: with the weights
//	go run ./bench/loops own     -n 500 -k 50              a P for each neuron, one thread
//	go run ./bench/loops census  -n 1000                   triads of the strong graph
//	go run ./bench/loops eig     -n 1000                   eigenvalues of W
//	go run ./bench/loops gemm    -n 1000                   a product of two matrices
//
// It prints one JSON object: cpu_ms and wall_ms are for one unit of work (a
// simulated second, an update, a census, a matrix), the rest says what was done.
// The other programs in bench/peers print the same.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"time"

	"spiketop/sim"
)

// options are the flags of all loops; each reads those it knows.
type options struct {
	n, k, seed, updates int
	p, qif, sigma, bias float64
	seconds, warm       float64
	withW               bool
	threads             int
	weights, out        string
}

// sample is what a loop reports beside its times.
type sample map[string]any

var loops = map[string]func(o options, clock *stopwatch) sample{
	"weights": writeWeights,
	"step":    step,
	"rls":     rls,
	"own":     own,
	"census":  census,
	"eig":     eig,
	"gemm":    gemm,
}

func main() {
	args := os.Args[1:]
	if len(args) == 0 || loops[args[0]] == nil {
		check(fmt.Errorf("want one of weights, step, rls, own, census, eig, gemm"))
	}
	var o options
	f := flag.NewFlagSet(args[0], flag.ContinueOnError)
	f.IntVar(&o.n, "n", 1000, "neurons, or rows of P")
	f.IntVar(&o.k, "k", 50, "own: synapses of a neuron")
	f.IntVar(&o.seed, "seed", 1, "of the network")
	f.IntVar(&o.updates, "updates", 0, "rls, own: updates to time; 0 chooses")
	f.Float64Var(&o.p, "p", 1, "connection probability")
	f.Float64Var(&o.qif, "qif", 0, "net.qif")
	f.Float64Var(&o.sigma, "sigma", 0, "noise")
	f.Float64Var(&o.bias, "bias", math.NaN(), "step: constant input; by itself what gives about 18.5 Hz")
	f.Float64Var(&o.seconds, "seconds", 2, "step: simulated seconds to time")
	f.Float64Var(&o.warm, "warm", 0.5, "step: simulated seconds before them, after the start")
	f.BoolVar(&o.withW, "w", false, "rls: change the weights too")
	f.IntVar(&o.threads, "threads", 1, "processors to use")
	f.StringVar(&o.weights, "weights", "", "step, census, eig: directory whose weights.npy must be W")
	f.StringVar(&o.out, "out", "", "weights: directory to write")
	check(f.Parse(args[1:]))
	if f.NArg() > 0 {
		check(fmt.Errorf("%q is not a flag", f.Arg(0)))
	}
	runtime.GOMAXPROCS(o.threads)
	runtime.LockOSThread()
	var clock stopwatch
	out := loops[args[0]](o, &clock)
	if clock.units > 0 {
		out["cpu_ms"], out["wall_ms"] = clock.cpu/clock.units, clock.wall/clock.units
	}
	out["what"], out["n"] = args[0], o.n
	check(json.NewEncoder(os.Stdout).Encode(out))
}

// check ends the program on an error.
func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "loops:", err)
		os.Exit(1)
	}
}

// network is the one that every program runs.
func network(o options) *sim.Network {
	par := sim.Table.Defaults()
	par.N, par.P, par.Noise = o.n, o.p, o.sigma
	par.Type("qif").Fraction = o.qif
	net, err := sim.New(par, o.seed)
	check(err)
	if o.weights != "" {
		check(sameWeights(o.weights, net.W(nil), o.n))
	}
	return net
}

// stopwatch sums CPU and wall time, in ms, of the parts that are timed.
type stopwatch struct{ cpu, wall, units float64 }

// time runs f, which does so many units of work. CPU time is the process's: what
// the collector does beside the loop is part of the price.
func (s *stopwatch) time(units float64, f func()) {
	runtime.GC()
	wall, cpu := time.Now(), cpuMS()
	f()
	s.cpu += cpuMS() - cpu
	s.wall += float64(time.Since(wall)) / 1e6
	s.units += units
}

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/sbinet/npyio/npy"
	"gonum.org/v1/gonum/mat"

	"spiketop/metrics/motifs"
	"spiketop/metrics/spectrum"
)

// writeWeights writes W = gJ of the network as a run's weights.npy has it,
// without the run: its analyses take minutes at 2000 neurons.
func writeWeights(o options, _ *stopwatch) sample {
	w := network(o).W(nil)
	f, err := os.Create(filepath.Join(o.out, "weights.npy"))
	check(err)
	check(npy.Write(f, mat.NewDense(o.n, o.n, w)))
	check(f.Close())
	return sample{}
}

// sameWeights holds w against DIR/weights.npy, bit for bit.
func sameWeights(dir string, w []float64, n int) error {
	f, err := os.Open(filepath.Join(dir, "weights.npy"))
	if err != nil {
		return err
	}
	defer f.Close()
	var m mat.Dense
	if err := npy.Read(f, &m); err != nil {
		return err
	}
	rows, cols := m.Dims()
	if rows != n || cols != n {
		return fmt.Errorf("%s: weights are %d×%d, not of %d neurons", dir, rows, cols, n)
	}
	for k, x := range m.RawMatrix().Data {
		if x != w[k] {
			return fmt.Errorf("%s: not the weights of this network (seed, p)", dir)
		}
	}
	return nil
}

// strong is the density of the graph of the census.
const strong = 0.1

// census times the strong graph of W and its triads.
func census(o options, clock *stopwatch) sample {
	g := motifs.StrongGraph(network(o).Matrix(), strong)
	var counts [16]int64
	clock.time(1, func() { counts = g.Triads() })
	return sample{"counts": counts, "names": motifs.TriadNames, "edges": g.E}
}

// eig times the eigenvalues of W, as a run's summary has them.
func eig(o options, clock *stopwatch) sample {
	w := network(o).Matrix()
	var s spectrum.Spectrum
	clock.time(1, func() { s = spectrum.Of(w) })
	return sample{"largest": s.MaxModulus}
}

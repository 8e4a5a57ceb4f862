package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/sbinet/npyio/npy"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
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

// gemm times a product of two matrices.
func gemm(o options, clock *stopwatch) sample {
	rng := rand.New(rand.NewPCG(1, uint64(o.seed)))
	square := func() blas64.General {
		x := blas64.General{Rows: o.n, Cols: o.n, Stride: o.n, Data: make([]float64, o.n*o.n)}
		for i := range x.Data {
			x.Data[i] = rng.Float64()
		}
		return x
	}
	a, b, c := square(), square(), square()
	multiply := func() { blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }
	multiply()
	units := max(1, 200_000_000/(o.n*o.n*o.n))
	clock.time(float64(units), func() {
		for range units {
			multiply()
		}
	})
	return sample{}
}

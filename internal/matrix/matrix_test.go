package matrix

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// example is a random matrix as lists and whole, with rows and columns that have
// no synapse.
func example(n int) (sparse Matrix, w []float64) {
	rng := rand.New(rand.NewPCG(1, 1))
	w, mask := make([]float64, n*n), make([]bool, n*n)
	for i := range n {
		for j := range n {
			if i != j && i%4 != 0 && j%5 != 1 && rng.Float64() < 0.4 {
				mask[i*n+j], w[i*n+j] = true, rng.NormFloat64()
			}
		}
	}
	return Masked(w, n, mask), w
}

func TestSparseIsTheSameMatrix(t *testing.T) {
	const n = 23
	s, w := example(n)
	d := Dense(w, n)
	if !slices.Equal(s.Entries(), w) {
		t.Fatal("lists and entries differ")
	}
	for i := range n {
		for j := range n {
			if s.At(i, j) != w[i*n+j] || d.At(i, j) != w[i*n+j] {
				t.Fatalf("(%d, %d): %g and %g, want %g", i, j, s.At(i, j), d.At(i, j), w[i*n+j])
			}
		}
	}
	for _, m := range []Matrix{s, d} {
		for k, x := range m.Values() {
			if i, j := m.Place(k); m.At(i, j) != x {
				t.Fatalf("value %d is not at (%d, %d)", k, i, j)
			}
		}
	}
	if s.Synapses() != len(s.Val) || d.Synapses() != n*(n-1) {
		t.Errorf("%d and %d synapses", s.Synapses(), d.Synapses())
	}
	x, y, z := make([]float64, n), make([]float64, n), make([]float64, n)
	for j := range x {
		x[j] = float64(j + 1)
	}
	s.MulVec(y, x)
	d.MulVec(z, x)
	for i := range n {
		if diff := y[i] - z[i]; diff > 1e-12 || diff < -1e-12 {
			t.Errorf("row %d: %g, want %g", i, y[i], z[i])
		}
	}
	if a, b := s.Frobenius(), d.Frobenius(); a-b > 1e-12 || b-a > 1e-12 {
		t.Errorf("norms %g and %g", a, b)
	}
}

func TestTransposed(t *testing.T) {
	const n = 23
	s, w := example(n)
	x := s.Transposed()
	for i := range n {
		from, _ := x.Row(i)
		if !slices.IsSorted(from) {
			t.Fatalf("row %d is not in order", i)
		}
		for j := range n {
			if x.At(i, j) != w[j*n+i] {
				t.Fatalf("(%d, %d): %g, want %g", i, j, x.At(i, j), w[j*n+i])
			}
		}
	}
	if back := x.Transposed(); !slices.Equal(back.Val, s.Val) || !slices.Equal(back.From, s.From) {
		t.Error("twice is not once")
	}
}

func TestSynapticLeavesTheDiagonal(t *testing.T) {
	const n = 7
	w := make([]float64, n*n)
	for k := range w {
		w[k] = float64(k + 1)
	}
	s := Dense(w, n).Synaptic()
	if s.Synapses() != n*(n-1) {
		t.Fatalf("%d synapses", s.Synapses())
	}
	for i := range n {
		for j := range n {
			want := w[i*n+j]
			if i == j {
				want = 0
			}
			if s.At(i, j) != want {
				t.Errorf("(%d, %d): %g, want %g", i, j, s.At(i, j), want)
			}
		}
	}
	if v := s.Minus(s.Map(func(x float64) float64 { return 2 * x })); v.At(0, 1) != -2 || s.At(0, 1) != 2 {
		t.Error("minus")
	}
}

// Of and Sum make the matrix of the entries, weights of the diagonal included, which
// are no synapses; whole only where every synapse is there.
func TestEntriesAndListsAreTheMatrix(t *testing.T) {
	const n = 17
	rng := rand.New(rand.NewPCG(1, 2))
	for _, p := range []float64{0, 0.3, 1} {
		w := make([]float64, n*n)
		var to, from []int32
		var val []float64
		synapses := 0
		for k := range w {
			if rng.Float64() >= p {
				continue
			}
			w[k] = float64(1 + rng.IntN(9))
			if k%(n+1) != 0 {
				synapses++
			}
			// In two parts, which are exact.
			to, from, val = append(to, int32(k/n), int32(k/n)), append(from, int32(k%n), int32(k%n)), append(val, w[k]-3, 3)
		}
		rng.Shuffle(len(to), func(a, b int) {
			to[a], to[b], from[a], from[b], val[a], val[b] = to[b], to[a], from[b], from[a], val[b], val[a]
		})
		sum, again := Sum(n, to, from, val)
		if again != len(val)/2 {
			t.Errorf("p %g: %d entries more than once, want %d", p, again, len(val)/2)
		}
		for name, m := range map[string]Matrix{"Of": Of(w, n), "Sum": sum} {
			if !slices.Equal(m.Entries(), w) || m.Sparse() != (p < 1) || m.Synapses() != synapses {
				t.Fatalf("%s, p %g: sparse %v, %d synapses, want %d; %v", name, p, m.Sparse(), m.Synapses(), synapses, m.Entries())
			}
			inner := m.Synaptic()
			if len(inner.Val) != synapses || inner.Synapses() != synapses {
				t.Errorf("%s, p %g: %d synapses without the diagonal, want %d", name, p, len(inner.Val), synapses)
			}
			turned := m.Transposed()
			for i := range n {
				for j := range n {
					if turned.At(j, i) != w[i*n+j] || i != j && inner.At(i, j) != w[i*n+j] || i == j && inner.At(i, j) != 0 {
						t.Fatalf("%s, p %g: entry (%d, %d)", name, p, i, j)
					}
				}
			}
		}
	}
	if m, _ := Sum(2, []int32{0, 0}, []int32{1, 1}, []float64{2, -2}); len(m.Val) != 0 {
		t.Errorf("weights that add up to 0 are a synapse: %v", m)
	}
}

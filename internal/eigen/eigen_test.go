package eigen

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"spiketop/internal/vec"
)

func gaussian(rng *rand.Rand, n int) []float64 {
	w := make([]float64, n*n)
	for i := range w {
		w[i] = rng.NormFloat64() / math.Sqrt(float64(n))
	}
	return w
}

func values(t *testing.T, w []float64, n int) []complex128 {
	t.Helper()
	v, err := Values(context.Background(), slices.Clone(w), n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// apart is the largest distance of a value from its partner, where partners are
// found one after another, the nearest that is left.
func apart(a, b []complex128) (worst float64) {
	b = slices.Clone(b)
	for _, x := range a {
		near := 0
		for k, y := range b {
			if cmplx.Abs(x-y) < cmplx.Abs(x-b[near]) {
				near = k
			}
		}
		worst = max(worst, cmplx.Abs(x-b[near]))
		b = slices.Delete(b, near, near+1)
	}
	return worst
}

// orthogonal is a random rotation or reflection.
func orthogonal(rng *rand.Rand, n int) *mat.Dense {
	var qr mat.QR
	qr.Factorize(mat.NewDense(n, n, gaussian(rng, n)))
	var q mat.Dense
	qr.QTo(&q)
	return &q
}

// diagonal has the values on its diagonal, and above them numbers of size off. A
// value above the real axis is a 2×2 block with its conjugate.
func diagonal(rng *rand.Rand, off float64, values ...complex128) (d *mat.Dense, all []complex128) {
	for _, x := range values {
		all = append(all, x)
		if imag(x) > 0 {
			all = append(all, complex(real(x), -imag(x)))
		}
	}
	n := len(all)
	d = mat.NewDense(n, n, nil)
	for i, x := range all {
		for j := i + 1; j < n; j++ {
			d.Set(i, j, off*rng.NormFloat64())
		}
		d.Set(i, i, real(x))
		if imag(x) < 0 {
			d.Set(i-1, i, -imag(x))
			d.Set(i, i-1, imag(x))
		}
	}
	return d, all
}

// Spectra that are known: the diagonal of a triangle behind a rotation, roots of
// polynomials in companion matrices, shifts and ranks.
func TestKnownSpectra(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	turned := func(off float64, values ...complex128) ([]float64, []complex128) {
		d, all := diagonal(rng, off, values...)
		q := orthogonal(rng, len(all))
		var w mat.Dense
		w.Product(q, d, q.T())
		return w.RawMatrix().Data, all
	}
	normal := func(n int) (values []complex128) {
		for range n {
			values = append(values, complex(rng.NormFloat64(), 0), complex(rng.NormFloat64(), rng.Float64()))
		}
		return values
	}
	type spectrum struct {
		name    string
		w       []float64
		want    []complex128
		allowed float64 // of the norm
	}
	var all []spectrum
	add := func(name string, w []float64, want []complex128, allowed float64) {
		all = append(all, spectrum{name, w, want, allowed})
	}

	w, want := turned(0, normal(50)...)
	add("normal, 150", w, want, 1e-14)
	w, want = turned(0.01, normal(70)...)
	add("nearly normal, 210", w, want, 1e-12)
	for name, by := range map[string]float64{"tiny": 1e-300, "huge": 1e300} {
		x, values := slices.Clone(w), slices.Clone(want)
		for i := range x {
			x[i] *= by
		}
		for i := range values {
			values[i] *= complex(by, 0)
		}
		add(name, x, values, 1e-12)
	}

	// A value that stands twice with one vector moves by the root of the rounding.
	w, want = turned(0.5, 2, 2, complex(-1, 1))
	add("defective, 4", w, want, 1e-7)

	const n = 120
	unity := make([]complex128, n)
	companion := make([]float64, n*n)
	for k := range n {
		unity[k] = cmplx.Rect(1, 2*math.Pi*float64(k)/n)
		companion[k*n+(k+n-1)%n] = 1
	}
	add("roots of unity: a shift", companion, unity, 1e-14)

	roots := []complex128{1, -2, 3, complex(0.5, 2), complex(0.5, -2), -0.25, complex(-1, 1), complex(-1, -1)}
	polynomial := []complex128{1}
	for _, r := range roots {
		next := append(slices.Clone(polynomial), 0)
		for k, x := range polynomial {
			next[k+1] -= r * x
		}
		polynomial = next
	}
	m := len(roots)
	companion = make([]float64, m*m)
	for k := range m {
		companion[k] = -real(polynomial[k+1])
		if k > 0 {
			companion[k*m+k-1] = 1
		}
	}
	add("companion, 8", companion, roots, 1e-12)

	ones := make([]float64, 200*200)
	for i := range ones {
		ones[i] = 1
	}
	add("rank one, 200", ones, append(make([]complex128, 199), 200), 1e-13)
	add("zero, 100", make([]float64, 100*100), make([]complex128, 100), 0)

	// Two blocks that do not see each other, and a triangle, which balancing solves.
	a, wantA := turned(0, normal(35)...)
	b, wantB := turned(0, normal(40)...)
	na, nb := len(wantA), len(wantB)
	both := make([]float64, (na+nb)*(na+nb))
	for i := range na {
		copy(both[i*(na+nb):], a[i*na:][:na])
	}
	for i := range nb {
		copy(both[(na+i)*(na+nb)+na:], b[i*nb:][:nb])
	}
	add("two blocks", both, append(wantA, wantB...), 1e-13)
	triangle, wantT := diagonal(rng, 1, 3, 1, -4, 0, 7)
	add("triangle", triangle.RawMatrix().Data, wantT, 0)

	for _, c := range all {
		var norm float64
		for _, x := range c.w {
			norm = math.Hypot(norm, x)
		}
		got := values(t, c.w, len(c.want))
		if d := apart(got, c.want); !(d <= c.allowed*norm) {
			t.Errorf("%s: values are off by %.2g of the norm, want at most %.2g", c.name, d/norm, c.allowed)
		}
		pairsStandTogether(t, c.name, got)
	}
}

// pairsStandTogether wants exact conjugates, the one above the axis first.
func pairsStandTogether(t *testing.T, name string, x []complex128) {
	t.Helper()
	for i := 0; i < len(x); i++ {
		if imag(x[i]) == 0 {
			continue
		}
		if i+1 == len(x) || imag(x[i]) < 0 || x[i+1] != cmplx.Conj(x[i]) {
			t.Fatalf("%s: value %d, %v, has no conjugate behind it", name, i, x[i])
		}
		i++
	}
}

// The values are those of gonum; their sum is the trace, the sum of their squares
// that of W², their product the determinant.
func TestGaussian(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 75, 76, 100, 200, 400, 610} {
		if n > 400 && testing.Short() {
			continue
		}
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := gaussian(rand.New(rand.NewPCG(1, uint64(n))), n)
			got := values(t, w, n)
			pairsStandTogether(t, "gaussian", got)
			if n <= 200 {
				var eig mat.Eigen
				if !eig.Factorize(mat.NewDense(n, n, w), mat.EigenNone) {
					t.Fatal("gonum fails")
				}
				if d := apart(got, eig.Values(nil)); d > 1e-12 {
					t.Errorf("values differ from gonum's by %.2g", d)
				}
			}
			var trace, square, log float64
			for i := range n {
				trace += w[i*n+i]
				for j := range n {
					square += w[i*n+j] * w[j*n+i]
				}
			}
			for _, x := range got {
				trace -= real(x)
				square -= real(x * x)
				log += math.Log(cmplx.Abs(x))
			}
			det, _ := mat.LogDet(mat.NewDense(n, n, w))
			if math.Abs(trace) > 1e-12 || math.Abs(square) > 1e-12 || math.Abs(log-det) > 1e-10 {
				t.Errorf("trace is off by %.2g, that of the square by %.2g, the determinant's logarithm by %.2g", trace, square, log-det)
			}
		})
	}
}

func TestNotFinite(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		w := gaussian(rand.New(rand.NewPCG(2, 2)), 100)
		w[1234] = x
		if _, err := Values(context.Background(), w, 100); err != ErrNotFinite {
			t.Errorf("%v: error %v", x, err)
		}
	}
	if v, err := Values(context.Background(), nil, 0); len(v) != 0 || err != nil {
		t.Errorf("no matrix: %v, %v", v, err)
	}
}

// counted is a context that ends when it is looked at for the last time.
type counted struct {
	context.Context
	looks, last int
}

func (c *counted) Err() error {
	if c.looks++; c.looks >= c.last {
		return context.Canceled
	}
	return nil
}

// Whenever the context ends, the work ends. It is looked at once for each panel of
// 32 columns and for each sweep.
func TestCancelled(t *testing.T) {
	const n = 230
	w := gaussian(rand.New(rand.NewPCG(3, 3)), n)
	whole := &counted{Context: context.Background(), last: math.MaxInt}
	if _, err := Values(whole, slices.Clone(w), n); err != nil {
		t.Fatal(err)
	}
	if whole.looks < n/32+20 {
		t.Errorf("only %d looks at the context", whole.looks)
	}
	for last := 1; last <= whole.looks; last += 4 {
		c := &counted{Context: context.Background(), last: last}
		if v, err := Values(c, slices.Clone(w), n); v != nil || err != context.Canceled || c.looks != last {
			t.Fatalf("ended at look %d: %d values, %v after %d looks", last, len(v), err, c.looks)
		}
	}
}

// The assembler and the plain Go of each kernel leave the same bits, and so does
// all that is built on them.
func TestKernelsHaveTheSameBits(t *testing.T) {
	best := vec.Have
	if best == vec.Go {
		t.Skip("this machine has no assembler to compare")
	}
	defer func() { use(best) }()
	w := gaussian(rand.New(rand.NewPCG(5, 6)), 220)
	use(vec.Go)
	want := values(t, w, 220)
	for level := vec.AVX2; level <= best; level++ {
		use(level)
		rng := rand.New(rand.NewPCG(7, 8))
		for n := 1; n <= most; n++ {
			h := make([]float64, most*stride)
			for i := range most {
				for j := range n {
					h[i*stride+j] = rng.NormFloat64()
				}
			}
			g := slices.Clone(h)
			left3(h[2*stride:], n, 1.2, 0.3, -0.7)
			left3Go(g[2*stride:], n, 1.2, 0.3, -0.7)
			var v reflectors
			for b := range rng.IntN(bulges + 1) {
				v.tau[b], v.v2[b], v.v3[b] = 1+rng.Float64(), rng.NormFloat64(), rng.NormFloat64()
			}
			right3(h[n/2:], n, &v)
			right3Go(g[n/2:], n, &v)
			for i, x := range g {
				if math.Float64bits(x) != math.Float64bits(h[i]) {
					t.Fatalf("%v, %d: number %d of row %d is %v, want %v", level, n, i%stride, i/stride, h[i], x)
				}
			}
		}
		if got := values(t, w, 220); !slices.Equal(got, want) {
			t.Errorf("%v: other eigenvalues than plain Go", level)
		}
	}
}

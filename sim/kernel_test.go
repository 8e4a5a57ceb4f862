package sim

import (
	"math"
	"math/bits"
	"slices"
	"sort"
	"testing"

	"spiketop/internal/vec"
)

// levels returns to the level that runs here when the test is over.
func levels(t *testing.T) {
	best := vec.Have
	if best == vec.Go {
		t.Skip("this machine has no assembler to compare")
	}
	t.Cleanup(func() { use(best) })
}

// The assembler and the plain Go of each kernel leave the same bits: here in
// whole networks, with learning, whose blocks have ends of every length.
func TestKernelsHaveTheSameBits(t *testing.T) {
	levels(t)
	for _, c := range []Params{
		params(nil),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.Noise = 61, 0.13, 0.6 }),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.Noise, p.P = 77, 1, 1, 0.3 }),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.TRef, p.G = 130, 0, 0, 3 }),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.Type("izh").Fraction, p.Noise = 99, 0.3, 0.2, 0.4 }),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.TauS, p.Noise = 5, 0.6, 0.2, 3 }),
		params(func(p *Params) { p.N, p.Type("qif").Fraction, p.TauM, p.Noise = 13, 0.3, 0.1, 6 }), // a barrier below 0
	} {
		c.Type("lif").Bias, c.Type("qif").Bias = 1.3, 0.4
		run := func() (*Network, []int32) {
			net := build(t, c)
			var fired []int32
			for k := range 3000 {
				net.Step()
				fired = append(append(fired, -1), net.Fired()...)
				if k == 1000 {
					learnSomething(net)
				}
			}
			return net, fired
		}
		use(vec.Go)
		slow, slowFired := run()
		if len(slowFired) < 3100 {
			t.Fatalf("%+v: only %d spikes: nothing was tested", c, len(slowFired)-3000)
		}
		for _, l := range vec.Levels()[1:] {
			use(l)
			fast, fastFired := run()
			if !slices.Equal(fastFired, slowFired) {
				t.Fatalf("%v, %+v: other neurons fired", l, c)
			}
			for i := range c.N {
				for _, x := range [][2]float64{{fast.st.V[i], slow.st.V[i]}, {fast.st.S[i], slow.st.S[i]}, {fast.st.R[i], slow.st.R[i]}} {
					if math.Float64bits(x[0]) != math.Float64bits(x[1]) {
						t.Fatalf("%v, %+v: neuron %d: %v, in Go %v", l, c, i, x[0], x[1])
					}
				}
			}
		}
	}
}

// Membranes and inputs that networks hardly meet: exactly at threshold, beyond the
// limit of the input, infinite, not a number.
func TestKernelsAtTheEdges(t *testing.T) {
	levels(t)
	inf, nan := math.Inf(1), math.NaN()
	edges := []float64{0, 1, -1, 0.5, 1e12, -1e12, 1e300, -1e300, inf, -inf, nan, 1e-300}
	step := func(l vec.Level, qif float64, threshold int) (*Network, []int32) {
		use(l)
		net := build(t, params(func(p *Params) { p.N, p.Type("qif").Fraction = len(edges)*len(edges), qif }))
		for i := range net.st.V {
			net.st.V[i], net.st.S[i] = edges[i%len(edges)], edges[i/len(edges)]
		}
		for _, k := range net.kernels {
			if k, ok := k.(*lifKernel); ok && qif == 0 {
				k.gain = k.in
				k.barrier = k.next(threshold)
			}
		}
		var fired []int32
		for m, k := range net.kernels {
			if net.der.pops[m].Len() > 0 {
				fired = k.step(1, 0, fired)
			}
		}
		return net, fired
	}
	for _, qif := range []float64{0, 1} {
		for _, threshold := range []int{0, 1, 3, 5, 14, 142} { // whose input and membrane are finite
			slow, slowFired := step(vec.Go, qif, threshold)
			for _, l := range vec.Levels()[1:] {
				fast, fastFired := step(l, qif, threshold)
				if !slices.Equal(slowFired, fastFired) {
					t.Errorf("%v: fired %v, in Go %v", l, fastFired, slowFired)
				}
				for i, x := range fast.st.V {
					if want := slow.st.V[i]; math.Float64bits(x) != math.Float64bits(want) && !(math.IsNaN(x) && math.IsNaN(want)) {
						t.Errorf("%v: membrane %v with drive %v becomes %v, in Go %v", l, edges[i%len(edges)], edges[i/len(edges)], x, want)
					}
				}
			}
		}
	}
}

func TestNormalsHaveTheSameBits(t *testing.T) {
	levels(t)
	draw := func() []float32 {
		dst := make([]float32, 1<<20)
		newNormals(Stream(3, "noise")).fill(dst, make([]uint16, len(dst)/normalGroup))
		return dst
	}
	use(vec.Go)
	slow := draw()
	far := 0
	for _, x := range slow {
		if math.Abs(float64(x)) > 4.4 {
			far++
		}
	}
	if far == 0 {
		t.Fatal("no number from the tail: nothing was tested there")
	}
	for _, l := range vec.Levels()[1:] {
		use(l)
		for i, x := range draw() {
			if math.Float32bits(x) != math.Float32bits(slow[i]) {
				t.Fatalf("%v: number %d is %v, in Go %v", l, i, x, slow[i])
			}
		}
	}
}

// Sixteen chosen words as the bits of a group: ones and zeros of every length,
// which a float32 could round.
func TestNormalsAtTheEdges(t *testing.T) {
	levels(t)
	draw := func(words []uint32) []float32 {
		gen := newNormals(Stream(3, "noise"))
		for l := range vec.Lanes {
			pair := uint64(words[2*l]) | uint64(words[2*l+1])<<32
			gen.state[0][l], gen.state[3][l] = 0, bits.RotateLeft64(pair, -23)
		}
		dst := make([]float32, normalGroup)
		gen.fill(dst, make([]uint16, 1))
		return dst
	}
	var words []uint32
	for k := range 32 {
		one := uint32(1) << k
		words = append(words, one, one-1, ^one, ^(one - 1), one+1, one|one>>1, one>>1*3, one|1<<31)
	}
	for group := range slices.Chunk(words, normalGroup) {
		use(vec.Go)
		slow := draw(group)
		for _, l := range vec.Levels()[1:] {
			use(l)
			for i, x := range draw(group) {
				if math.Float32bits(x) != math.Float32bits(slow[i]) {
					t.Errorf("%v: bits %#x give %v, in Go %v", l, group[i], x, slow[i])
				}
			}
		}
	}
}

// Quantiles of the normal distribution, to 20 digits from mpmath.
func TestNormalInverse(t *testing.T) {
	for u, want := range map[float64]float64{
		0.999: 0.0012533144654325545122, 0.5: 0.6744897501960817432, 0.05: 1.9599639845400542355,
		0.013: 2.4837692932505321837, 0.012: 2.512144327930461636, 0.001: 3.2905267314918947932,
		0x1p-16: normalFar, 1e-5: 4.4171734134690221067, 1e-12: 7.130506848171324458,
	} {
		// Rounding of u by 2^−53, or of 1 − u where that is summed, moves x by this much.
		rounding := 0x1p-53 * math.Sqrt(math.Pi/2) * math.Exp(want*want/2) * min(1, 10*u)
		if x := normalInverse(u); !(math.Abs(x-want) <= 4*rounding+0x1p-51*want) {
			t.Errorf("P(|X| > x) = %v at %v, want %v", u, x, want)
		}
	}
}

// The inverse and its polynomials agree on a fine grid of u, and at the edges of
// the half octaves.
func TestNormalTable(t *testing.T) {
	table := normalCoefficients()
	var worst float64
	for k := range 2 * normalOctaves {
		for s := range 1001 {
			x := float64(s)/1000 - 0.5
			u := math.Ldexp(1+(float64(k%2)+x+0.5)/2, -k/2-1)
			var y float32
			for d := normalDegree; d >= 0; d-- {
				y = float32(y*float32(x)) + table[d][k]
			}
			worst = max(worst, math.Abs(float64(y)-normalInverse(u)))
		}
	}
	if !(worst < 2e-6) {
		t.Errorf("largest error of the table %.2e", worst)
	}
}

// Ten million draws have the normal distribution: the first moments, the largest
// distance of the distribution function, and the numbers beyond each whole σ up
// to 5, by sign. Bounds are four standard errors; for the distance, 2/√n, which
// is passed by chance once in 1500 (Kolmogorov).
func TestNormalDistribution(t *testing.T) {
	n := 10_000_000
	if testing.Short() {
		n = 1_000_000
	}
	gen := newNormals(Stream(11, "noise"))
	x, far := make([]float32, n/normalGroup*normalGroup), make([]uint16, n/normalGroup)
	gen.fill(x, far)
	n = len(x)
	var m [5]float64
	var tail [2][6]int
	for _, f := range x {
		v := float64(f)
		side := 0
		if v < 0 {
			side = 1
		}
		for s := 1; s < 6 && math.Abs(v) > float64(s); s++ {
			tail[side][s]++
		}
		p := v
		for d := 1; d < len(m); d++ {
			m[d] += p / float64(n)
			p *= v
		}
	}
	se := func(variance float64) float64 { return math.Sqrt(variance / float64(n)) }
	for d, c := range map[int][2]float64{1: {0, 1}, 2: {1, 2}, 3: {0, 15}, 4: {3, 96}} {
		if math.Abs(m[d]-c[0]) > 4*se(c[1]) {
			t.Errorf("moment %d is %.6f, want %g ± %.6f", d, m[d], c[0], se(c[1]))
		}
	}
	for side := range tail {
		for s := 1; s < 6; s++ {
			p := math.Erfc(float64(s)/math.Sqrt2) / 2
			if want := p * float64(n); math.Abs(float64(tail[side][s])-want) > 4*math.Sqrt(want)+1 {
				t.Errorf("%d numbers beyond %d σ on side %d, want %.1f", tail[side][s], s, side, want)
			}
		}
	}
	sort.Slice(x, func(a, b int) bool { return x[a] < x[b] })
	var distance float64
	for i, v := range x {
		f := math.Erfc(-float64(v)/math.Sqrt2) / 2
		distance = max(distance, math.Abs(f-float64(i)/float64(n)), math.Abs(f-float64(i+1)/float64(n)))
	}
	if distance*math.Sqrt(float64(n)) > 2 {
		t.Errorf("distance of the distribution functions %.2e", distance)
	}
}

// Beyond 4.3 σ numbers are drawn by another method: their own distribution, to 6 σ.
func TestNormalTail(t *testing.T) {
	gen := newNormals(Stream(5, "noise"))
	n := 2_000_000
	if testing.Short() {
		n = 200_000
	}
	edge := math.Ldexp(1, -normalOctaves)
	for _, s := range []float64{4.4, 4.6, 5, 5.5, 6} {
		count := 0
		gen := newNormals(Stream(int(10*s), "noise"))
		for range n {
			if gen.beyond() > s {
				count++
			}
		}
		p := math.Erfc(s/math.Sqrt2) / edge
		mean := float64(n) * p
		if math.Abs(float64(count)-mean) > 4*math.Sqrt(mean*(1-p))+1 {
			t.Errorf("%d of %d numbers of the tail beyond %g, want %.1f", count, n, s, mean)
		}
	}
	if a := normalInverse(edge); gen.beyond() < a {
		t.Errorf("a number of the tail inside %g", a)
	}
}

// Neighbours in a step and in time are independent: correlations of x and of x²
// at lags within a group, across it, and from step to step.
func TestNormalsAreIndependent(t *testing.T) {
	gen := newNormals(Stream(2, "noise"))
	const n = 1 << 21
	x, far := make([]float32, n), make([]uint16, n/normalGroup)
	gen.fill(x, far)
	for _, lag := range []int{1, 2, 3, 8, 15, 16, 17, 32, 200, 208, 1000, 1008} {
		var c, c2 float64
		for i := lag; i < n; i++ {
			a, b := float64(x[i]), float64(x[i-lag])
			c += a * b / n
			c2 += (a*a - 1) * (b*b - 1) / n
		}
		if math.Abs(c) > 4/math.Sqrt(n) || math.Abs(c2) > 8/math.Sqrt(n) {
			t.Errorf("lag %d: correlation %.5f, of squares %.5f", lag, c, c2/2)
		}
	}
}

// A silent network stays cheap to compute: nothing decays into subnormal numbers.
func TestSilenceBecomesZero(t *testing.T) {
	net := build(t, params(func(p *Params) { p.Type("lif").Bias, p.TauS = 1.5, 5 }))
	for range 500 {
		net.Step()
	}
	p := net.Params()
	p.Type("lif").Bias, p.Type("qif").Bias, p.G = -5, -5, 0
	if err := net.Configure(p); err != nil {
		t.Fatal(err)
	}
	before := net.R(nil, 1)[59]
	for range 1000 {
		net.Step()
	}
	if got, want := net.R(nil, 1)[59], before*math.Exp(-1000*p.Dt/p.TauS); math.Abs(got/want-1) > 1e-9 || want == 0 {
		t.Errorf("r decayed to %g, want %g", got, want)
	}
	for range 40000 {
		net.Step()
	}
	for i := range p.N {
		if net.st.R[i] != 0 || net.st.S[i] != 0 {
			t.Fatalf("neuron %d: r = %g, drive %g after a long silence", i, net.st.R[i], net.st.S[i])
		}
	}
	p.Type("lif").Bias, p.Type("qif").Fraction = 0, 0 // membranes decay towards 0
	if err := net.Configure(p); err != nil {
		t.Fatal(err)
	}
	for range 100000 {
		net.Step()
	}
	for i, v := range net.V(nil) {
		if math.Abs(v) < 1e-300 || math.Abs(v) > 1e-100 {
			t.Fatalf("neuron %d: v = %g after a long silence", i, v)
		}
	}
}

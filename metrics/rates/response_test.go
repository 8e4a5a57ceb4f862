package rates

import (
	"math"
	"testing"
)

// A linear rate has its slope; a sine of amplitude 1 on neurons at rheobase
// gives .77 (LIF) and .177 (QIF), docs/SCIENCE.md, section 4. QIF in closed form: φ = √f/π
// where f > 0, so G = (1/π²)∫₀^π sin^{3/2} = Γ(5/4)/(π^{3/2} Γ(7/4)).
func TestResponseGains(t *testing.T) {
	const samples = 20000
	f := make([]float64, samples*4)
	for s := range samples {
		x := math.Sin(2 * math.Pi * (float64(s) + .5) / samples)
		f[s], f[samples+s], f[2*samples+s], f[3*samples+s] = x, x, 3*x+1, 5
	}
	g := ResponseGains(f, 4, samples, func(j int, x float64) float64 {
		switch {
		case j == 2:
			return 0.25*x + 7
		case x <= 0:
			return 0
		case j == 0:
			return 1 / math.Log((1+x)/x)
		}
		return math.Sqrt(x) / math.Pi
	})
	near(t, "LIF", g[0], 0.77, 0.005)
	near(t, "QIF", g[1], math.Gamma(1.25)/(math.Pow(math.Pi, 1.5)*math.Gamma(1.75)), 1e-6)
	near(t, "linear", g[2], 0.25, 1e-12)
	if !math.IsNaN(g[3]) {
		t.Errorf("a constant target has gain %v", g[3])
	}
}

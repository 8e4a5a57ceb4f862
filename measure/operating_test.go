package measure

import (
	"math"
	"os"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/metrics/rates"
	"spiketop/sim"
)

// Operating points in the network: the rates that theory gives neurons at their operating
// points are within 2 % of the measured ones, in the mean over each type, and its gains within 4 % of what a
// perturbation measures. Half of the neurons get .1 more input and half .1
// less, and then the other way round. The gain is the slope of the change of the rates against that of the
// input, which includes what the network sends back. SPIKETOP_LONG=1 takes five compositions, g .5 to 1.5, and means
// over ten networks of 400. That lasts some minutes.
func TestOperatingPointsInTheNetwork(t *testing.T) {
	type cell struct{ qif, g float64 }
	cells, networks, n, ms := []cell{{0.5, 1}}, 1, 200, 20000.0
	if os.Getenv("SPIKETOP_LONG") != "" {
		cells, networks, n, ms = nil, 10, 400, 20000.0
		for _, qif := range []float64{0, 0.25, 0.5, 0.75, 1} {
			for _, g := range []float64{0.5, 1, 1.5} {
				cells = append(cells, cell{qif, g})
			}
		}
	}
	const settle, step = 500, 0.1
	for _, k := range cells {
		measured, theory := map[string]float64{}, map[string]float64{}
		count, gains, slope, square := map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}
		for seed := range networks {
			p := sim.Table.Defaults()
			p.N, p.P, p.G, p.Noise, p.TRef = n, 1, k.g, 0.5, 2
			for i, m := range sim.Types {
				if m.Name == "qif" {
					p.Types[i].Fraction = k.qif
				}
			}
			sign := func(i int) float64 { return float64(2*((i*7919/3+i)%2) - 1) }
			ratesAt := func(d float64) ([]float64, *sim.Network) {
				net, err := sim.New(p, seed+1)
				if err != nil {
					t.Fatal(err)
				}
				in, nu := make([]float64, n), make([]float64, n)
				for i := range in {
					in[i] = d * sign(i)
				}
				net.SetInput(in)
				for s := range int((ms + settle) / p.Dt) {
					net.Step()
					if float64(s)*p.Dt < settle {
						continue
					}
					for _, i := range net.Fired() {
						nu[i] += p.TauM / ms
					}
				}
				return nu, net
			}
			nu, net := ratesAt(0)
			up, _ := ratesAt(step)
			down, _ := ratesAt(-step)
			w := net.W(nil)
			var populations []rates.Population
			for _, b := range net.Populations() {
				populations = append(populations, rates.Population{Transfer: rates.Of(b.Model.Name, p.TauM, p.TRef), Lo: b.Lo, Hi: b.Hi, Bias: b.Bias})
			}
			o := rates.OperatingPoints(matrix.Dense(w, n), populations, nu, p.Noise, p.TauS/p.TauM)
			for _, b := range net.Populations() {
				name := b.Model.Name
				for i := b.Lo; i < b.Hi; i++ {
					change := 2 * step * sign(i)
					for j := range n {
						change += w[i*n+j] * (up[j] - down[j])
					}
					count[name]++
					measured[name] += nu[i]
					theory[name] += o.Rate[i]
					gains[name] += o.Gain[i] * change * change
					slope[name] += (up[i] - down[i]) * change
					square[name] += change * change
				}
			}
		}
		for name := range measured {
			rate, gain := theory[name]/measured[name]-1, gains[name]/slope[name]-1
			t.Logf("f_Q %g g %g %s: %.2f Hz, theory %+.1f %%; gain %.3f, theory %+.1f %%", k.qif, k.g, name,
				100*measured[name]/count[name], 100*rate, slope[name]/square[name], 100*gain)
			if math.Abs(rate) > 0.02 || math.Abs(gain) > 0.04 {
				t.Errorf("f_Q %g g %g %s: rate off by %+.1f %%, gain by %+.1f %%", k.qif, k.g, name, 100*rate, 100*gain)
			}
		}
	}
}

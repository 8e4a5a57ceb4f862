package measure

import (
	"math"

	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

// Weights is how large the weights are: Frobenius norms.
type Weights struct {
	Before, Now, Change float64                                 // Change is ‖W − W_before‖
	SelfRMS             float64                                 // √(ΣW_ii²/N)
	ByBlock             [len(sim.Types)][len(sim.Types)]float64 // [to][from], in the order of sim.Types
}

// WeightsOf measures the weights of a run.
func WeightsOf(c *run.Copy) *Weights {
	w := &Weights{Before: spectrum.Frobenius(c.Initial()), Now: spectrum.Frobenius(c.W), Change: spectrum.Frobenius(Change(c))}
	var sq float64
	for i := range c.N {
		sq += c.W[i*c.N+i] * c.W[i*c.N+i]
	}
	w.SelfRMS = math.Sqrt(sq / float64(c.N))
	for a, to := range c.Populations {
		for b, from := range c.Populations {
			var sq float64
			for i := to.Lo; i < to.Hi; i++ {
				for _, x := range c.W[i*c.N:][from.Lo:from.Hi] {
					sq += x * x
				}
			}
			w.ByBlock[a][b] = math.Sqrt(sq)
		}
	}
	return w
}

// Change is W − W at the start of the episode, N×N.
func Change(c *run.Copy) []float64 { return minus(c.W, c.Initial()) }

func minus(x, y []float64) []float64 {
	d := make([]float64, len(x))
	for k := range d {
		d[k] = x[k] - y[k]
	}
	return d
}

func (w *Weights) node() Node {
	blocks := branch("frobenius_by_block", "‖W‖ of the synapses between two types")
	for a, to := range sim.Types {
		for b, from := range sim.Types {
			blocks.Kids = append(blocks.Kids, number(to.Name+"_from_"+from.Name, w.ByBlock[a][b], "", ""))
		}
	}
	return branch("weights", "size of the weights",
		number("frobenius_before", w.Before, "", "‖W(0)‖"), number("frobenius", w.Now, "", "‖W‖"), number("frobenius_change", w.Change, "", "‖W − W(0)‖"),
		number("self_rms", w.SelfRMS, "", "√(ΣW_ii²/N)"), blocks)
}

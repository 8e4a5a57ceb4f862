package measure

import (
	"math"

	"spiketop/internal/matrix"
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
	w := &Weights{Before: c.Initial().Frobenius(), Now: c.W.Frobenius(), Change: Change(c).Frobenius()}
	var sq float64
	for i := range c.N {
		sq += c.W.At(i, i) * c.W.At(i, i)
	}
	w.SelfRMS = math.Sqrt(sq / float64(c.N))
	for a, to := range c.Populations {
		for i := to.Lo; i < to.Hi; i++ {
			for b, from := range c.Populations {
				for _, x := range c.W.Between(i, from.Lo, from.Hi) {
					w.ByBlock[a][b] += x * x
				}
			}
		}
		for b := range c.Populations {
			w.ByBlock[a][b] = math.Sqrt(w.ByBlock[a][b])
		}
	}
	return w
}

// Change is W − W at the start of the episode.
func Change(c *run.Copy) matrix.Matrix { return c.W.Minus(c.Initial()) }

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

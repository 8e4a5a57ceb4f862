package sim

import (
	"math"
	"math/rand/v2"

	"spiketop/internal/elementary"
)

// Normal draws a standard normal number by the ziggurat method of Marsaglia & Tsang
// (J. Stat. Softw. 5(8), 2000). Weights and targets are drawn with it. It takes the
// same numbers from rng as rng.NormFloat64 does and gives what that gives, but on
// every machine type the same bits: NormFloat64 uses math.Exp and math.Log.
//
// The density exp(−x²/2) lies under 128 layers of equal area. A layer is as wide as
// its lower edge x_i; the lowest one is the tail beyond x_127 and what is left of it
// below. 25 random bits beside those that choose the layer nearly always decide.
func Normal(rng *rand.Rand) float64 {
	for {
		u := rng.Uint64()
		j, i := int32(u), u>>32%zigguratLayers
		x := float64(j) * float64(ziggurat.width[i])
		if uint32(max(j, -j)) < ziggurat.inside[i] { // −2³¹ stays so, and is the largest as an uint32
			return x
		}
		if i == 0 {
			return math.Copysign(zigguratTail(rng), float64(j))
		}
		low, high := ziggurat.height[i], ziggurat.height[i-1]
		if low+float32(float32(rng.Float64())*(high-low)) < float32(elementary.Exp(-0.5*x*x)) {
			return x
		}
	}
}

// zigguratTail draws x > zigguratEdge (Marsaglia 1964).
func zigguratTail(rng *rand.Rand) float64 {
	for {
		x := float64(-elementary.Log(rng.Float64()) * (1 / zigguratEdge))
		y := -elementary.Log(rng.Float64())
		if y+y >= float64(x*x) {
			return zigguratEdge + x
		}
	}
}

const (
	zigguratLayers = 128
	zigguratEdge   = 3.442619855899      // x_127
	zigguratArea   = 9.91256303526217e-3 // of a layer
)

type zigguratTable struct {
	inside [zigguratLayers]uint32  // |j| below this is under the density at once
	width  [zigguratLayers]float32 // of the layer, over 2³¹
	height [zigguratLayers]float32 // exp(−x_i²/2)
}

var ziggurat = newZiggurat()

func newZiggurat() (z zigguratTable) {
	const scale = 1 << 31
	density := func(x float64) float64 { return elementary.Exp(-0.5 * x * x) }
	x, last := zigguratEdge, zigguratLayers-1
	lowest := zigguratArea / density(x) // how wide the lowest layer would be without a tail
	z.inside[0], z.inside[1] = uint32(x/lowest*scale), 0
	z.width[0], z.width[last] = float32(lowest/scale), float32(x/scale)
	z.height[0], z.height[last] = 1, float32(density(x))
	for i := last - 1; i > 0; i-- {
		above := math.Sqrt(-2 * elementary.Log(zigguratArea/x+density(x)))
		z.inside[i+1] = uint32(above / x * scale)
		x = above
		z.width[i], z.height[i] = float32(x/scale), float32(density(x))
	}
	return z
}

package sim

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Normal takes the numbers that rand's NormFloat64 takes and gives what that gives,
// but for the rounding of a logarithm in the tail.
func TestNormalIsThatOfRand(t *testing.T) {
	draws := 20_000_000
	if testing.Short() {
		draws = 1_000_000
	}
	ours, theirs := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	for k := range draws {
		x, want := Normal(ours), theirs.NormFloat64()
		if x != want && !(math.Abs(want) > zigguratEdge && math.Abs(x-want) < 1e-14) {
			t.Fatalf("draw %d is %v, NormFloat64 has %v", k, x, want)
		}
	}
}

func BenchmarkNormal(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	var sum float64
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			sum += Normal(rng)
		}
	})
	b.Run("rand", func(b *testing.B) {
		for b.Loop() {
			sum += rng.NormFloat64()
		}
	})
}

package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Stream returns the random stream of one purpose: the same seed and purpose
// give the same numbers, whatever else was drawn. An analysis adds the step it
// looks at, so that what a screen asks for never changes a run.
func Stream(seed int, purpose string, step ...int64) *rand.PCG {
	b := binary.LittleEndian.AppendUint64(nil, uint64(seed))
	for _, s := range step {
		b = binary.LittleEndian.AppendUint64(b, uint64(s))
	}
	h := sha256.Sum256(append(b, purpose...))
	return rand.NewPCG(binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:]))
}

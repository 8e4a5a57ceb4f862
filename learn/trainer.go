package learn

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"spiketop/sim"
)

// A Trainer changes the weights of a network so that a signal of the network
// follows a target. One trainer belongs to one network, the one it was made for.
type Trainer interface {
	// Dim is how many numbers the signal and the target have.
	Dim() int
	// Signal writes what is held against the target into dst, Dim numbers; nil
	// allocates.
	Signal(net *sim.Network, dst []float64) []float64
	// Update does one learning step towards the target and returns the root
	// mean square of signal − target before the step. An error wraps
	// ErrDiverged: training has come to its end, and no weight took a bad value.
	Update(net *sim.Network, target []float64) (rms float64, err error)
	// Reset forgets what was learned about the regressors; lambda is the ridge
	// from now on. The weights stay.
	Reset(lambda float64)
	// Save writes the whole state: a trainer that loads it goes on with the
	// same bits. The weights are the network's own business to save.
	Save(w io.Writer) error
	// Load reads what Save wrote for the same network, and nothing beyond. With
	// an error the trainer is unchanged.
	Load(r io.Reader) error
}

// ErrDiverged is wrapped by every error of Trainer.Update and RLS.Gain.
var ErrDiverged = errors.New("training diverged")

// TrainerKind is a method of training, as it is registered. Name and New are
// required.
type TrainerKind struct {
	Name string // the word for learn.trainer
	New  func(net *sim.Network, p Params) Trainer
	// Bytes is the memory that training takes for n neurons with connection
	// probability p; nil: next to nothing.
	Bytes func(n int, p float64) float64
}

var trainerKinds = map[string]TrainerKind{}

func init() { RegisterTrainer(forceKind) }

// RegisterTrainer adds a method of training, which learn.trainer can then name.
// It is for init functions, and panics where the kind is incomplete or its name
// taken.
func RegisterTrainer(k TrainerKind) {
	if k.Name == "" || k.New == nil || slices.Contains(trainerWord.Of, k.Name) {
		panic(fmt.Sprintf("learn: trainer %q must have a name of its own and a New", k.Name))
	}
	trainerKinds[k.Name] = k
	trainerWord.Of = append(trainerWord.Of, k.Name)
}

// NewTrainer prepares training of net by the method that learn.trainer names.
// Memory in proportion to the synapses is taken at the first Update, not here.
// A method that is not registered panics.
func NewTrainer(net *sim.Network, p Params) Trainer { return trainerKinds[p.Trainer].New(net, p) }

// Bytes estimates the memory that training takes for n neurons with connection
// probability prob.
func (p Params) Bytes(n int, prob float64) float64 {
	if bytes := trainerKinds[p.Trainer].Bytes; bytes != nil {
		return bytes(n, prob)
	}
	return 0
}

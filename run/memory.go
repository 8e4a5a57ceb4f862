package run

import (
	"fmt"
	"runtime/debug"

	"spiketop/internal/mem"
)

// ProgramNeed is what the process takes beside its sessions, in bytes: its code, and what
// Go and the screen keep.
const ProgramNeed = 36 << 20

// MemoryNeed is an upper estimate of the bytes that a process takes for a session of
// these parameters, its analyses and its files.
func MemoryNeed(p Params) float64 { return ProgramNeed + SessionNeed(p) }

// SessionNeed is the part of MemoryNeed that each session takes: J, P, what the
// recorder and the counts keep, and analyses with their copies.
func SessionNeed(p Params) float64 {
	n := float64(p.Net.N)
	need := couplingBytes(p)
	need += 4 * traceSamples * n
	need += 3 * 8 * n * float64(p.Record.Windows) // those counted, those copied, those analysed
	need += spikeBytes * mostSpikes(p)
	need += matrices * matrixBytes(p)
	if !p.Target.None() {
		need += p.Learn.Bytes(p.Net.N, p.Net.P) + p.Target.Bytes(p.Net.N)
		samples := p.Target.Duration / p.Learn.Every
		need += float64(3+p.Learn.Tests) * samples * n * 8 // drives, and the target once
	}
	return need
}

// MomentNeed is about how many bytes the first Moment of a session of these parameters
// takes.
func MomentNeed(p Params) float64 {
	need := couplingBytes(p) + 4*traceSamples*float64(p.Net.N)
	if !p.Target.None() {
		need += p.Learn.Bytes(p.Net.N, p.Net.P)
	}
	return need
}

// matrices is how many matrices of N×N numbers copies and analyses have at once.
const matrices = 5

// matrixBytes is what copies and analyses keep of W: all of it, or of a large sparse
// network the lists of its synapses alone, with those of its strong graph.
func matrixBytes(p Params) float64 {
	n := float64(p.Net.N)
	if e := p.Metrics.Spectrum; p.Net.P == 1 || n <= wholeUpTo || e == EigenFull {
		return 8 * n * n
	}
	return 20*p.Net.P*n*n + n*n/8
}

// wholeUpTo is the largest N of which analyses build all N×N numbers of a sparse
// network unasked: the theory of this W does, within its budget.
const wholeUpTo = 4000

func couplingBytes(p Params) float64 {
	synapses := p.Net.P * float64(p.Net.N) * float64(p.Net.N)
	if p.Net.Given() != nil {
		synapses *= 2 // they stay beside J
	}
	if p.Net.P == 1 {
		return 8 * synapses
	}
	return 20 * synapses
}

// holds is the least that a session of these parameters has: what letting go of it
// gives back for certain.
func holds(p Params) float64 { return couplingBytes(p) + 4*traceSamples*float64(p.Net.N) }

var availableMemory = mem.Available // tests have another one

// left is what is available, garbage collected first where bytes would not fit.
func left(bytes float64) (l mem.Left, fits bool) {
	if l = availableMemory(); bytes > l.Bytes {
		debug.FreeOSMemory()
		l = availableMemory()
	}
	return l, bytes <= l.Bytes
}

// checkMemory refuses the parameters of a session that does not fit beside what this
// process has already.
func checkMemory(p Params) error {
	need := MemoryNeed(p)
	l, fits := left(need)
	if fits {
		return nil
	}
	return fmt.Errorf("%s would take %s of memory; %s", heaviest(p), mem.Text(need), available(l))
}

// FitsMemory refuses what needs more bytes than there are. what begins the error.
func FitsMemory(what string, need float64) error {
	l, fits := left(need)
	if fits {
		return nil
	}
	return fmt.Errorf("%s would take %s of memory; %s", what, mem.Text(need), available(l))
}

// checkChange refuses a change that takes more memory than there is. Only what the
// change adds counts; a new network gives back the old one.
func checkChange(old, p Params, rebuilt bool) error {
	more := SessionNeed(p) - SessionNeed(old)
	if more <= 0 {
		return nil
	}
	if rebuilt {
		more = SessionNeed(p) - holds(old)
	}
	l, fits := left(more)
	if fits {
		return nil
	}
	return fmt.Errorf("%s would take %s more memory; %s", heaviest(p), mem.Text(more), available(l))
}

func available(l mem.Left) string {
	return fmt.Sprintf("%s of %s is available", mem.Text(l.Bytes), l.Of)
}

// heaviest names the parameters that take most.
func heaviest(p Params) string {
	need, n := SessionNeed(p), float64(p.Net.N)
	switch {
	case spikeBytes*mostSpikes(p) > need/2:
		return fmt.Sprintf("record.seconds = %g at net.n = %d", p.Record.Seconds, p.Net.N)
	case 3*8*n*float64(p.Record.Windows) > need/2:
		return fmt.Sprintf("record.windows = %d at net.n = %d", p.Record.Windows, p.Net.N)
	case !p.Target.None() && p.Net.P < 1 && p.Learn.Bytes(p.Net.N, p.Net.P) > need/2:
		return fmt.Sprintf("training net.n = %d with net.p = %g (a P for each neuron)", p.Net.N, p.Net.P)
	}
	return fmt.Sprintf("net.n = %d", p.Net.N)
}

// release lets go of the network and all that belongs to it.
func (s *Session) release() {
	s.net, s.trainer, s.target, s.w = nil, nil, nil, weights{}
	s.mem.Rec, s.mem.Meter, s.mem.Clock = recorder{}, meter{}, passClock{}
	debug.FreeOSMemory()
}

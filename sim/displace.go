package sim

import "slices"

// Two copies of a network that differ by one displaced spike part where the network is
// chaotic (Monteforte & Wolf, Phys. Rev. X 2, 041007, 2012).

// Displace delays the next spike of the network by one step: of the neurons that fire
// in the next step with spikes, that of the lowest index. The neuron is reset at its
// own step, then stands still for one step more than its refractory time; its spike is
// counted and reaches the others one step later. Each call delays one spike.
func (n *Network) Displace() { n.st.Displace++ }

// noNeuron stands in state.Late where no spike is late.
const noNeuron = -1

// displaced takes the neurons at threshold where a spike is displaced: the spike that
// the last step held back comes in, and one of this step is held back if it is to be.
func (n *Network) displaced(fired []int32) []int32 {
	late := n.st.Late
	n.st.Late = noNeuron
	if n.st.Displace > 0 && len(fired) > 0 {
		n.st.Displace--
		n.st.Late = fired[0]
		fired = append(fired[:0], fired[1:]...)
	}
	n.hold(fired)
	if j := n.st.Late; j != noNeuron { // after the others: its time is over after theirs
		n.st.Held[j], n.st.Until[j] = n.st.V[j], n.st.Step+n.der.refSteps+2
		n.scr.refractory.push(j)
	}
	if late != noNeuron { // it stands still, so it is not among those that fired
		at, _ := slices.BinarySearch(fired, late)
		fired = slices.Insert(fired, at, late)
	}
	return fired
}

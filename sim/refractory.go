package sim

// A neuron that fired stands still for t_ref. Kernels know nothing of it: its v is
// put aside, and brought back when the time is over.

// reset gives neuron j the v that it has after its spike, and after its
// refractory time.
func (n *Network) reset(j int32, v float64) {
	n.st.V[j] = v
	if n.der.refSteps > 0 {
		n.st.Held[j], n.st.Until[j] = v, n.st.Step+n.der.refSteps+1
		n.scr.refractory.push(j)
	}
}

// release brings back the neurons whose refractory time is over.
func (n *Network) release() {
	for q := &n.scr.refractory; q.n > 0 && n.st.Until[q.first()] <= n.st.Step; q.drop() {
		j := q.first()
		n.st.V[j] = n.st.Held[j]
	}
}

// queue is neurons in the order in which they fired: first in, first out. Each
// is in it at most once.
type queue struct {
	ring    []int32
	head, n int
}

func (q *queue) push(j int32) {
	at := q.head + q.n
	if at >= len(q.ring) {
		at -= len(q.ring)
	}
	q.ring[at] = j
	q.n++
}

func (q *queue) first() int32 { return q.ring[q.head] }

func (q *queue) drop() {
	if q.head++; q.head == len(q.ring) {
		q.head = 0
	}
	q.n--
}

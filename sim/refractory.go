package sim

// A neuron that fired stands still for t_ref. Kernels may ignore that: the
// network keeps the neuron's v in Held and restores it when the time is over.

// hold begins the refractory time of the neurons that fired; each already has
// the v that it has after its spike.
func (n *Network) hold(fired []int32) {
	if n.der.refSteps == 0 {
		return
	}
	for _, j := range fired {
		n.st.Held[j], n.st.Until[j] = n.st.V[j], n.st.Step+n.der.refSteps+1
		n.scr.refractory.push(j)
	}
}

// release restores the neurons whose refractory time is over.
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

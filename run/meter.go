package run

// settleMS is how long the network runs after a change before its spikes are
// counted: many synaptic and membrane time constants.
const settleMS = 500

// meter counts spikes in windows of T_w while the network runs on its own:
// without training, cue or target. A change of the network starts it afresh.
type meter struct {
	n      int
	window int64 // steps
	pause  int64 // settling, in steps
	keep   int   // windows kept

	from    int64 // step at which counting began or begins
	begin   int64 // step at which the current window began
	current []float64
	rows    []float64 // ring of keep × n
	seen    int       // windows since reset
	total   []float64 // spikes of each neuron since counting began
	counted int64     // steps behind total
}

func (m *meter) reset(p Params, now int64, steps func(float64) int64) {
	n := p.Net.N
	if m.n != n {
		m.current, m.total = make([]float64, n), make([]float64, n)
	}
	m.n, m.keep = n, p.Record.Windows
	m.window, m.pause = max(1, steps(p.Metrics.Window)), steps(settleMS)
	m.rows, m.seen = m.rows[:0], 0
	clear(m.total)
	m.counted = 0
	m.settle(now)
}

// settle drops the current window and waits before the next.
func (m *meter) settle(now int64) {
	m.from = now + m.pause
	m.begin = m.from
	clear(m.current)
}

// count takes the spikes of the step that ended at now.
func (m *meter) count(now int64, fired []int32) {
	if now <= m.from {
		return
	}
	for _, i := range fired {
		m.current[i]++
		m.total[i]++
	}
	m.counted++
	if now-m.begin < m.window {
		return
	}
	m.begin = now
	if len(m.rows) < m.keep*m.n {
		m.rows = append(m.rows, m.current...)
	} else {
		copy(m.rows[m.seen%m.keep*m.n:], m.current)
	}
	m.seen++
	clear(m.current)
}

// windows is the number of windows kept.
func (m *meter) windows() int { return min(m.seen, m.keep) }

// end is the step at which as many windows as are kept will have been counted.
func (m *meter) end() int64 {
	return m.begin + int64(max(0, m.keep-m.seen))*m.window
}

// counts copies the windows kept, oldest first, windows × n.
func (m *meter) counts() []float64 {
	out := make([]float64, 0, len(m.rows))
	if m.seen > m.keep {
		at := m.seen % m.keep * m.n
		return append(append(out, m.rows[at:]...), m.rows[:at]...)
	}
	return append(out, m.rows...)
}

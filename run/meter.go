package run

// settleMS is how long the network runs after a change before its spikes are
// counted: many synaptic and membrane time constants.
const settleMS = 500

// meter counts spikes in windows of T_w while the network runs on its own:
// without training, cue or target. A change of the network starts it afresh.
type meter struct {
	N      int
	Window int64 // steps
	Pause  int64 // settling, in steps
	Keep   int   // windows kept

	From    int64 // step at which counting began or begins
	Begin   int64 // step at which the current window began
	Current []float64
	Rows    []float64 // ring of keep × n
	Seen    int       // windows since reset
	Total   []float64 // spikes of each neuron since counting began
	Counted int64     // steps behind total
}

func (m *meter) reset(p Params, now int64, steps func(float64) int64) {
	n := p.Net.N
	if m.N != n {
		m.Current, m.Total = make([]float64, n), make([]float64, n)
	}
	m.N, m.Keep = n, p.Record.Windows
	m.Window, m.Pause = max(1, steps(p.Metrics.Window)), steps(settleMS)
	m.Rows, m.Seen = m.Rows[:0], 0
	clear(m.Total)
	m.Counted = 0
	m.settle(now)
}

// settle drops the current window and waits before the next.
func (m *meter) settle(now int64) {
	m.From = now + m.Pause
	m.Begin = m.From
	clear(m.Current)
}

// count takes the spikes of the step that ended at now.
func (m *meter) count(now int64, fired []int32) {
	if now <= m.From {
		return
	}
	for _, i := range fired {
		m.Current[i]++
		m.Total[i]++
	}
	m.Counted++
	if now-m.Begin < m.Window {
		return
	}
	m.Begin = now
	if len(m.Rows) < m.Keep*m.N {
		m.Rows = append(m.Rows, m.Current...)
	} else {
		copy(m.Rows[m.Seen%m.Keep*m.N:], m.Current)
	}
	m.Seen++
	clear(m.Current)
}

// windows is the number of windows kept.
func (m *meter) windows() int { return min(m.Seen, m.Keep) }

// end is the step at which as many windows as are kept will have been counted.
func (m *meter) end() int64 {
	return m.Begin + int64(max(0, m.Keep-m.Seen))*m.Window
}

// counts copies the windows kept, oldest first, windows × n.
func (m *meter) counts() []float64 {
	out := make([]float64, 0, len(m.Rows))
	if m.Seen > m.Keep {
		at := m.Seen % m.Keep * m.N
		return append(append(out, m.Rows[at:]...), m.Rows[:at]...)
	}
	return append(out, m.Rows...)
}

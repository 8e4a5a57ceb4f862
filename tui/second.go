package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/term"
	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// A run that is split has two networks, A and B. Every pane shows both; a line under
// the header says whom keys act on and what differs.

// The marks of the two networks, where each has one.
const (
	markA = '◆'
	markB = '▲'
)

// splitRun splits the run; again it asks, then ends the second network.
func splitRun(m *Model, _ string) tea.Cmd {
	switch {
	case m.frame.B == nil:
		return m.ask("two networks: from here on they differ by what is changed", live.Split{})
	case !m.ending:
		m.ending = true
		m.say("c once more ends B, any other key keeps it; w writes both")
		return nil
	}
	m.ending = false
	return m.ask("B ends …", live.EndSecond{})
}

// nextWhom goes round whom keys act on.
func nextWhom(m *Model, _ string) tea.Cmd {
	next := (m.wantActs.or(m.frame.Acts) + 1) % live.NWhom
	if !m.send(live.Act{On: next}) {
		return nil
	}
	m.wantActs.set(next, m.ticks)
	m.say("keys act on " + next.String())
	return nil
}

func needSecond(m *Model, key string) string {
	if m.frame == nil {
		return needFrame(m, key)
	}
	return when(m.frame.B == nil, "there is one network: c splits the run")
}

// acts is the network that keys act on; of both it is A.
func (m *Model) acts() *live.Frame {
	if m.frame != nil && m.frame.B != nil && m.wantActs.or(m.frame.Acts) == live.OnB {
		return m.frame.B
	}
	return m.frame
}

// acted is the network of a frame that keys act on; of both it is A.
func acted(f *live.Frame) *live.Frame {
	if f != nil && f.B != nil && f.Acts == live.OnB {
		return f.B
	}
	return f
}

// receiveSecond announces what B says. What A said before the split is no news.
func (m *Model) receiveSecond(f *live.Frame) {
	m.wantActs.settle(f.Acts, m.ticks)
	if f.B == nil {
		m.newestB, m.ending, m.wantActs.on = run.Message{}, false, false
		return
	}
	n := len(f.B.Messages)
	if n == 0 {
		return
	}
	last, was := f.B.Messages[n-1], m.newestB
	if of := len(f.Messages); of > 0 && last == f.Messages[of-1] { // of both
		m.newestB = last
		return
	}
	if m.newestB = last; was != (run.Message{}) && last != was {
		last.Text = "B: " + term.Clean(last.Text, maxMessage)
		m.announce(last)
	}
}

// drawSecond fills the line of a run that is split: whom keys act on, what differs
// between the networks, and how far they are apart.
func (m *Model) drawSecond(b *chart.Buffer, r chart.Rect) {
	f := m.frame
	if f == nil || f.B == nil {
		return
	}
	w := b.Write(r, 0)
	w.Skip(1)
	whom := m.wantActs.or(f.Acts)
	for k, name := range [...]string{"A", "B", "both"} {
		role := chart.Plain
		if live.Whom(k) == whom {
			role = chart.Reverse
		}
		if w.Skip(1); r.W < gridW && role == chart.Plain {
			continue
		}
		switch live.Whom(k) {
		case live.OnA:
			w.Rune(markA, chart.NetA)
		case live.OnB:
			w.Rune(markB, chart.NetB)
		}
		w.Text(chart.Join(" ", name, " "), role)
	}
	w.Text(" ", chart.Plain)
	apart := chart.Join("  apart ", gapText(f.Gap.Now), " ")
	end := w.Limit
	if w.Left() > b.Width(apart)+20 {
		w.Limit -= b.Width(apart)
		b.Text(w.Limit, r.Y, end, apart, chart.Bold)
	}
	w.Cut(m.difference(f), chart.Plain)
}

// gapText writes a distance: 0, 3e-7, 0.42.
func gapText(x float64) string {
	switch {
	case x == 0:
		return "0"
	case x < 0.01:
		return atMost(x)
	}
	return decimal(x, 2)
}

// differenceText is what differs between two networks, kept until either changes.
type differenceText struct {
	a, b    run.Params
	apart   bool
	episode int
	text    string
}

// difference says what differs: "B: net.g 1.2 (A 1), displaced spike".
func (m *Model) difference(f *live.Frame) string {
	d := &m.differs
	apart := f.Gap.Now != 0
	if d.text != "" && d.a == f.Params && d.b == f.B.Params && d.apart == apart && d.episode == f.B.Episode-f.Episode {
		return d.text
	}
	*d = differenceText{f.Params, f.B.Params, apart, f.B.Episode - f.Episode, ""}
	var values, ofB, ofA []string
	for i := range run.Table {
		t := &run.Table[i]
		a, b := t.Format(&d.a), t.Format(&d.b)
		if a == b {
			continue
		}
		if !t.Event {
			values = append(values, t.Key+" "+b+" (A "+a+")")
		} else if len(b) > len(a) || len(b) == len(a) && b > a { // a counter
			ofB = append(ofB, eventWord(t.Key))
		} else {
			ofA = append(ofA, eventWord(t.Key))
		}
	}
	var parts []string
	if all := append(values, ofB...); len(all) > 0 {
		parts = append(parts, "B: "+strings.Join(all, ", "))
	}
	if len(ofA) > 0 {
		parts = append(parts, "A: "+strings.Join(ofA, ", "))
	}
	switch {
	case len(parts) > 0:
		d.text = strings.Join(parts, " · ")
	case d.episode != 0:
		d.text = "the same parameters; one was begun again"
	case apart:
		d.text = "the same parameters now; they were not"
	default:
		d.text = "the same to the bit: change B, or D displaces a spike"
	}
	return d.text
}

// eventWord is what an event is called.
func eventWord(key string) string {
	switch key {
	case "do.displace":
		return "displaced spike"
	case "do.kick":
		return "kick"
	case "do.test":
		return "test"
	}
	return key
}

package tui

import (
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/experiment"
)

// aside is a state put aside with c: its parameters and headline numbers.
type aside struct {
	params  experiment.Params
	timeMS  float64
	numbers []headline
}

// headline is a number with its doubt: NaN where there is none.
type headline struct {
	name      string
	value, se float64
	decimals  int
}

func compare(m *Model, _ string) tea.Cmd {
	if m.aside != nil {
		m.aside = nil
		m.say("comparison ended")
		return nil
	}
	m.aside = &aside{m.frame.Params, m.frame.TimeMS, headlines(m.frame)}
	m.say("this state is put aside: change something, the line here compares; c ends it")
	return nil
}

// headlines are the numbers of a frame worth comparing.
func headlines(f *experiment.Frame) []headline {
	nan := math.NaN()
	out := []headline{
		{"D", nan, nan, 3}, {"score", nan, nan, 2}, {"outliers", nan, nan, 0}, {"reciprocal", nan, nan, 2},
		{"LIF Hz", f.RateLIF, nan, 1}, {"QIF Hz", f.RateQIF, nan, 1}, {"g_eff", nan, nan, 2},
	}
	if d := f.Dimension; d != nil {
		out[0].value, out[0].se = d.Measured.Value, d.Measured.SE
	}
	if s := lastScore(f); s != nil {
		out[1].value = s.Score
	}
	if s := f.Spectrum; s != nil {
		out[2].value = float64(s.Now.Outliers)
	}
	if w := f.Motifs; w != nil {
		out[3].value = w.Weighted.Reciprocal.Value
	}
	if t := f.Transfer; t != nil {
		out[6].value = t.Operating.GEff
	}
	return out
}

// against says what is different now: "since t 12.3 s: net.g 1 → 1.2 · D .34 → .21".
func (a *aside) against(f *experiment.Frame) string {
	parts := []string{}
	old, now := a.params, f.Params
	for i := range experiment.Table {
		d := &experiment.Table[i]
		if was, is := d.Format(&old), d.Format(&now); was != is && !d.Event {
			parts = append(parts, fmt.Sprintf("%s %s → %s", d.Key, was, is))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "same parameters")
	}
	for i, h := range headlines(f) {
		was := a.numbers[i]
		if was.String() != h.String() { // what did not change visibly is not worth the room
			parts = append(parts, fmt.Sprintf("%s %s → %s", h.name, was, h))
		}
	}
	return "against t " + seconds(a.timeMS) + ": " + strings.Join(parts, " · ")
}

func (h headline) String() string {
	if math.IsNaN(h.value) {
		return "–"
	}
	text := fmt.Sprintf("%.*f", h.decimals, h.value)
	if h.se > 0 {
		text += fmt.Sprintf("±%.*f", h.decimals, h.se)
	}
	return text
}

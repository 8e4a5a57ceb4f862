package tui

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/experiment"
	"spiketop/tui/chart"
)

// aside is a state put aside with c: its parameters and headline numbers.
type aside struct {
	params  experiment.Params
	timeMS  float64
	numbers [nHeadlines]headline
	now     experiment.Params // the newest parameters
	changes string            // and what is different in them
}

const nHeadlines = 7

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
	m.aside = &aside{params: m.frame.Params, timeMS: m.frame.TimeMS, numbers: headlines(m.frame)}
	m.say("this state is put aside: change something, the line here compares; c ends it")
	return nil
}

// headlines are the numbers of a frame worth comparing.
func headlines(f *experiment.Frame) [nHeadlines]headline {
	nan := math.NaN()
	out := [nHeadlines]headline{
		{"D", nan, nan, 3}, {"score", nan, nan, 2}, {"outliers", nan, nan, 0}, {"reciprocal", nan, nan, 2},
		{"LIF Hz", f.RateLIF, nan, 1}, {"QIF Hz", f.RateQIF, nan, 1}, {"g_eff", nan, nan, 2},
	}
	if d := f.Dimension; d != nil {
		out[0].value, out[0].se = d.Measured.Value, d.Measured.SE
	}
	if s := lastScore(f); s != nil {
		out[1].value = s.Score
	}
	if s := f.Spectrum; s != nil && s.Defined() {
		out[2].value = float64(len(s.Outliers()))
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
	if a.changes == "" || a.now != f.Params {
		a.now, a.changes = f.Params, "same parameters"
		var parts []string
		for i := range experiment.Table {
			d := &experiment.Table[i]
			if was, is := d.Format(&a.params), d.Format(&a.now); was != is && !d.Event {
				parts = append(parts, d.Key+" "+was+" → "+is)
			}
		}
		if len(parts) > 0 {
			a.changes = strings.Join(parts, " · ")
		}
	}
	var text [512]byte
	out := append(text[:0], "against t "...)
	out = append(append(out, seconds(a.timeMS)...), ": "...)
	out = append(out, a.changes...)
	for i, h := range headlines(f) {
		var x, y [64]byte
		was, is := a.numbers[i].append(x[:0]), h.append(y[:0])
		if !bytes.Equal(was, is) { // what did not change visibly is not worth the room
			out = append(append(append(out, " · "...), h.name...), ' ')
			out = append(append(append(out, was...), " → "...), is...)
		}
	}
	return chart.Intern(out)
}

func (h headline) append(dst []byte) []byte {
	if math.IsNaN(h.value) {
		return append(dst, "–"...)
	}
	dst = strconv.AppendFloat(dst, h.value, 'f', h.decimals, 64)
	if h.se > 0 {
		dst = strconv.AppendFloat(append(dst, "±"...), h.se, 'f', h.decimals, 64)
	}
	return dst
}

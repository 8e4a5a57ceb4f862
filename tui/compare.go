package tui

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/run"
	"spiketop/tui/chart"
)

// aside is a state put aside with c: its parameters and headline numbers.
type aside struct {
	params  run.Params
	timeMS  float64
	numbers []headline
	scratch []headline // of the present
	now     run.Params // the newest parameters
	changes string     // and what is different in them
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
	m.aside = &aside{params: m.frame.Params, timeMS: m.frame.TimeMS, numbers: headlines(nil, m.frame)}
	m.say("this state is put aside: change something, the line here compares; c ends it")
	return nil
}

// headlines appends the numbers of a frame worth comparing to out, which begins
// empty.
func headlines(out []headline, f *live.Frame) []headline {
	nan := math.NaN()
	out = append(out, headline{"D", nan, nan, 3}, headline{"test score", nan, nan, 2}, headline{"outliers", nan, nan, 0},
		headline{"reciprocal", nan, nan, 2}, headline{"g_eff", nan, nan, 2})
	for k := range f.Populations {
		out = append(out, headline{chart.Join(f.Populations[k].Symbol, " Hz"), rateOf(f, k), nan, 1})
	}
	if d := f.Dimension; d != nil {
		out[0].value, out[0].se = d.Measured.Value, d.Measured.SE
	}
	if f.Test.Tests > 0 {
		out[1].value = f.Test.Score
	}
	if s := f.Spectrum; s != nil && s.Defined() {
		out[2].value = float64(len(s.Outliers()))
	}
	if w := f.Motifs; w != nil {
		out[3].value = w.Weighted.Reciprocal.Value
	}
	if t := f.Transfer; t != nil {
		out[4].value = t.GEff.Value
	}
	return out
}

// against says what is different now: "since t 12.3 s: net.g 1 → 1.2 · D .34 → .21".
func (a *aside) against(f *live.Frame) string {
	if a.changes == "" || a.now != f.Params {
		a.now, a.changes = f.Params, "same parameters"
		var parts []string
		for i := range run.Table {
			d := &run.Table[i]
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
	a.scratch = headlines(a.scratch[:0], f)
	for i, h := range a.scratch {
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
	if !finite(h.value) {
		return append(dst, chart.NA...)
	}
	dst = strconv.AppendFloat(dst, h.value, 'f', h.decimals, 64)
	if h.se > 0 && finite(h.se) {
		dst = strconv.AppendFloat(append(dst, "±"...), h.se, 'f', h.decimals, 64)
	}
	return dst
}

package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/tui/chart"
)

// The present point over five seeds: a band for the number of every title.

func askBands(m *Model, _ string) tea.Cmd {
	return m.ask("five seeds of this point run beside …", live.Bands{})
}

// path is the Number of a pane whose headline always has the same.
func path(p string) func(*live.Frame) string { return func(*live.Frame) string { return p } }

// firstOf is the path of a number of the first population that has neurons; "" without one.
func firstOf(f *live.Frame, number string) string {
	for k := range f.Populations {
		if f.Populations[k].Len() > 0 && f.Populations[k].Model != nil {
			return chart.Join(number, f.Populations[k].Name, ".value")
		}
	}
	return ""
}

// withBand puts what the number of a headline comes to over seeds behind its first part:
// "PR/N 0.34 ± 0.01 · 5 seeds 0.35 ± 0.02 · theory 0.37".
func (s *slot) withBand(f *live.Frame, head string) string {
	text := s.bandText(f)
	if text == "" || head == "" {
		return head
	}
	const sep = " · "
	first, rest, more := strings.Cut(head, sep)
	if more {
		return chart.Join(withoutBracket(first), sep, text, sep, rest)
	}
	return chart.Join(withoutBracket(first), sep, text)
}

// bandText is "5 seeds 0.35 ± 0.02", mean and standard deviation; "" where nothing is
// known, or the run stands elsewhere now.
func (s *slot) bandText(f *live.Frame) string {
	if s.Number == nil || f == nil || f.Band == nil || !f.Band.Here {
		return ""
	}
	mean, sd, n := f.Band.Seeds.Over(s.Number(f))
	if n == 0 {
		return when(f.Band.Seeds.Working && f.Band.Seeds.Trouble == "", "seeds run")
	}
	var a [64]byte
	text := append(a[:0], count(n, "seed")...)
	if f.B != nil {
		whose := " of A"
		if f.Band.OfB {
			whose = " of B"
		}
		text = append(text, whose...)
	}
	text = chart.AppendPM(append(text, ' '), mean, sd, 2)
	return chart.Intern(text)
}

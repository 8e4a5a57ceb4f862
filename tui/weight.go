package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"spiketop/internal/param"
	"spiketop/live"
	"spiketop/presets"
)

// Weight is how much room a pane is worth.
type Weight int8

const (
	Folded Weight = iota // its title line, until it has the focus
	Small
	Medium
	Large // the first of the large panes has half the screen
)

// most is how many panes there can be: one for each digit, and guests.
const most = 16

// weights are those of the panes, and their order: what matters most comes first.
type weights struct {
	of    [most]Weight
	order [most]int8
	n     int8
}

// ranked is the panes, what matters most first.
func (w *weights) ranked() []int8 { return w.order[:w.n] }

// weigh gives every pane the weight that a preset names, or its own. The large
// panes come in the order in which the preset names them, the others by weight and
// number.
func weigh(panes []slot, v *presets.View) (w weights) {
	var rank [most]int
	w.n = int8(len(panes))
	for i := range panes {
		w.of[i], w.order[i], rank[i] = panes[i].Weight, int8(i), most
	}
	if len(v.Large) > 0 { // the preset has a largest pane: no other is large by itself
		for i := range panes {
			w.of[i] = min(w.of[i], Medium)
		}
	}
	for weight, names := range [...][]string{Folded: v.Folded, Small: v.Small, Large: v.Large} {
		for k, name := range names {
			if i := paneNamed(panes, name); i >= 0 {
				w.of[i] = Weight(weight)
				if w.of[i] == Large {
					rank[i] = k
				}
			}
		}
	}
	slices.SortStableFunc(w.ranked(), func(a, b int8) int {
		return cmp.Or(cmp.Compare(w.of[b], w.of[a]), cmp.Compare(rank[a], rank[b]))
	})
	return w
}

// CheckView says which name in the view of a preset means nothing to the screen, in
// one line with file and line; nil if all do.
func CheckView(f *presets.File) error {
	v := &f.View
	words := make([]string, len(kinds))
	for i := range kinds {
		words[i] = kinds[i].word()
	}
	given := map[string]string{}
	for _, list := range []struct {
		entry string
		names []string
		of    []string
	}{
		{"layout", []string{v.Layout}, layoutNames}, {"focus", []string{v.Focus}, words},
		{"large", v.Large, words}, {"small", v.Small, words}, {"folded", v.Folded, words},
	} {
		one := list.entry == "layout" || list.entry == "focus"
		for _, name := range list.names {
			place := f.Place(v.Line(list.entry))
			switch {
			case one && name == "":
			case !slices.Contains(list.of, name):
				near := ""
				if n := param.Nearest(name, list.of); n != "" {
					near = fmt.Sprintf("nearest is %q; ", n)
				}
				return fmt.Errorf("%s: view.%s = %q; %smust be of %s", place, list.entry, name, near, strings.Join(list.of, ", "))
			case !one && given[name] != "":
				return fmt.Errorf("%s: %q is in view.%s and in view.%s; must be in one of them, once", place, name, given[name], list.entry)
			case !one:
				given[name] = list.entry
			}
		}
	}
	return nil
}

// fold is whether a pane has nothing to say.
type fold struct {
	why   string // the reason, as it was last given
	since int    // tick from which the pane says the opposite of what is shown; 0: it does not
}

// foldAfter is for how many ticks a pane must have nothing to say before it folds,
// and something before it unfolds, so that no box jumps at a passing state.
const foldAfter = rate

// settleFolds folds and unfolds panes; at once where a preset was just opened.
func (m *Model) settleFolds(atOnce bool) {
	if m.frame == nil {
		return
	}
	for i := range m.panes {
		why, f := m.panes[i].silent(m.seen()), &m.folds[i]
		silent := why != ""
		switch {
		case silent == m.silent[i]:
			f.since = 0
		case f.since == 0:
			f.since = m.ticks + 1
		}
		if silent {
			f.why = why
		}
		if silent != m.silent[i] && (atOnce || m.ticks+1 >= f.since+foldAfter) {
			m.silent[i], f.since, m.dirty = silent, 0, drawAll
		}
	}
}

// silent is why the pane has nothing to say, "" while it has or waits for an analysis.
func (s *slot) silent(f *live.Frame) string {
	if p, ok := s.pane.(silent); ok && s.Needs.missing(f) == "" {
		return p.Silent(f)
	}
	return ""
}

package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/tui/chart"
)

// what is said above the keys: three sentences for somebody who has never seen this.
const whatThisIs = "A recurrent network of spiking neurons runs; every pane shows one side of it. " +
	"FORCE training (t) changes the weights until each neuron's input, the readout, follows its target. " +
	"Keys change the network while it runs: watch what answers, u takes it back."

// A section is a heading of the help with keys.
type section struct {
	title string
	keys  []Binding
}

// sections are the keys that work everywhere, by their groups, and what works in
// lists, in the : line and by mouse.
func sections(global []Binding) (everywhere, elsewhere []section) {
	for _, group := range groups {
		s := section{title: group}
		for _, b := range global {
			if b.Group == group {
				s.keys = append(s.keys, b)
			}
		}
		everywhere = append(everywhere, s)
	}
	var list sheet
	var line command
	line.bind()
	colon := line.keys()
	for _, w := range words {
		colon = append(colon, Binding{Show: ":" + w.name, Help: w.help})
	}
	for _, a := range actions {
		colon = append(colon, Binding{Show: ":" + a.name, Help: "as the key " + a.key})
	}
	return everywhere, []section{{"in a lesson", lessonKeys}, {"in lists", list.keys()}, {"in the : line", colon}, {"mouse", mouseKeys}}
}

// openHelp says how to read the focused pane, then lists every key, those of the
// pane first. A key that can do nothing now says why. The filter searches the
// texts on all panes too.
func openHelp(m *Model, _ string) tea.Cmd {
	pane := &m.panes[m.focus]
	s := &sheet{title: "help: " + pane.Name, labelW: 13, width: 74, colW: 54}
	p, ok := pageOf(pane.word())
	pending := m.pending() // the texts tell what is to be seen
	if pending {
		s.intro = []entry{{text: "The texts on the panes come after your prediction: enter.", textAs: chart.Warn}}
	}
	if ok && !pending {
		s.title += " · ? again: the whole page"
		s.intro = []entry{{text: plainText(p.lead)}}
		s.more = []Binding{{Keys: []string{"?"}, Short: "the whole page on " + pane.word(), Rank: 2, Help: "the whole page on the pane", Do: openPage}}
	}
	everywhere, elsewhere := sections(m.keys)
	all := append([]section{{"pane: " + pane.Name, pane.keys}}, everywhere...)
	if m.lesson != nil {
		all = slices.Insert(all, 1, section{"the lesson", lessonKeys})
	}
	for i, sec := range append(all, elsewhere...) {
		if i == 1 {
			s.entries = append(s.entries, entry{text: "what runs here", textAs: chart.Title, heading: true}, entry{text: whatThisIs})
		}
		s.entries = append(s.entries, entry{text: sec.title, textAs: chart.Title, heading: true})
		if len(sec.keys) == 0 {
			s.entries = append(s.entries, entry{text: "no keys of its own", textAs: chart.Dim})
		}
		for i := range sec.keys {
			b := &sec.keys[i]
			e := entry{label: b.show(), labelAs: chart.Key, text: b.Help}
			if n := len(b.Keys); n > 0 && b.why(m, b.Keys[n-1]) != "" {
				e.text, e.textAs, e.labelAs = b.Help+" (now: "+b.why(m, b.Keys[n-1])+")", chart.Dim, chart.Dim
			}
			s.entries = append(s.entries, e)
		}
	}
	for i := range m.panes {
		if pending {
			break
		}
		p, _ := pageOf(m.panes[i].word())
		for _, part := range p.parts {
			s.texts = append(s.texts, entry{label: m.panes[i].word(), labelAs: chart.Title, text: plainText(part.text)})
		}
	}
	if p, ok := pageOf("lesson"); ok && !pending {
		for _, part := range p.parts {
			s.texts = append(s.texts, entry{label: "lesson", labelAs: chart.Title, text: plainText(part.text)})
		}
	}
	m.open = s
	return nil
}

// openPage shows the whole page on the focused pane; ? closes it.
func openPage(m *Model, _ string) tea.Cmd {
	pane := &m.panes[m.focus]
	p, _ := pageOf(pane.word())
	s := &sheet{title: p.title, opener: "?", width: 108}
	for _, part := range p.parts {
		if part.heading != "" {
			s.entries = append(s.entries, entry{text: part.heading, textAs: chart.Title, heading: true})
		}
		s.entries = append(s.entries, entry{text: plainText(part.text)})
	}
	m.open = s
	return nil
}

// KeysMarkdown is docs/KEYS.md: every key, as the program has it.
func KeysMarkdown() string {
	panes := newPanes()
	all, elsewhere := sections(globals(panes))
	for _, p := range panes {
		if len(p.keys) > 0 {
			title := "pane " + p.Name
			if p.Digit != 0 {
				title = fmt.Sprintf("pane %s: %s", p.digit(), p.Name)
			}
			all = append(all, section{title, p.keys})
		}
	}
	var b strings.Builder
	b.WriteString("# Keys\n\nGenerated from the bindings: `?` in the program shows the same, those of the focused pane first.\n")
	for _, s := range append(all, elsewhere...) {
		fmt.Fprintf(&b, "\n## %s\n\n| key | what it does |\n|---|---|\n", strings.ToUpper(s.title[:1])+s.title[1:])
		for i := range s.keys {
			k := &s.keys[i]
			fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(k.show(), "|", "\\|"), strings.ReplaceAll(k.Help, "|", "\\|"))
		}
	}
	return b.String()
}

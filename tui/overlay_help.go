package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/tui/chart"
)

// what is said above the keys: three sentences for somebody who has never seen this.
const whatThisIs = "A recurrent network of spiking neurons runs; every pane shows one side of it. " +
	"FORCE training (t) changes the weights until each neuron's input, the readout, follows its target. " +
	"Keys change the network while it runs: watch what answers, u takes it back."

// openHelp shows every key, those of the focused pane first. A key that can do
// nothing now says why.
func openHelp(m *Model, _ string) tea.Cmd {
	s := &sheet{title: "help", opener: "?", labelW: 11, width: 74, colW: 54}
	s.entries = append(s.entries, entry{text: whatThisIs})
	pane := m.panes[m.focus]
	s.heading("pane: " + pane.Name())
	for _, a := range pane.Actions() {
		why := ""
		if a.Why != nil {
			why = a.Why(m.frame)
		}
		s.keyLine(spell(a.Show, a.Keys), a.Help, why)
	}
	if len(pane.Actions()) == 0 {
		s.entries = append(s.entries, entry{text: "no keys of its own", textAs: chart.Dim})
	}
	for _, group := range groups {
		s.heading(group)
		for _, b := range m.keys {
			if b.Group != group {
				continue
			}
			why := ""
			if b.Why != nil {
				why = b.Why(m, b.Keys[len(b.Keys)-1])
			}
			s.keyLine(b.show(), b.Help, why)
		}
	}
	s.heading("in lists")
	for _, k := range sheetKeys {
		s.keyLine(spell(k.Show, k.Keys), k.Help, "")
	}
	s.heading("in the : line")
	for _, k := range commandKeys {
		s.keyLine(spell(k.Show, k.Keys), k.Help, "")
	}
	for _, w := range words {
		s.keyLine(":"+w.name, w.help, "")
	}
	s.heading("mouse")
	for _, k := range mouseHelp {
		s.keyLine(k[0], k[1], "")
	}
	m.open = s
	return nil
}

func (s *sheet) heading(text string) {
	s.entries = append(s.entries, entry{text: text, textAs: chart.Title, heading: true})
}

func (s *sheet) keyLine(show, help, why string) {
	e := entry{label: show, labelAs: chart.Key, text: help}
	if why != "" {
		e.text, e.textAs, e.labelAs = help+" (now: "+why+")", chart.Dim, chart.Dim
	}
	s.entries = append(s.entries, e)
}

// KeysMarkdown is docs/KEYS.md: every key, as the program has it.
func KeysMarkdown() string {
	var b strings.Builder
	b.WriteString("# Keys\n\nGenerated from the bindings: `?` in the program shows the same, those of the focused pane first.\n")
	table := func(title string) {
		fmt.Fprintf(&b, "\n## %s\n\n| key | what it does |\n|---|---|\n", strings.ToUpper(title[:1])+title[1:])
	}
	row := func(show, help string) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.ReplaceAll(show, "|", "\\|"), strings.ReplaceAll(help, "|", "\\|"))
	}
	for _, group := range groups {
		table(group)
		for _, k := range globals() {
			if k.Group == group {
				row(k.show(), k.Help)
			}
		}
	}
	for i, p := range Panes() {
		if len(p.Actions()) == 0 {
			continue
		}
		table(fmt.Sprintf("pane %d: %s", i+1, p.Name()))
		for _, a := range p.Actions() {
			row(spell(a.Show, a.Keys), a.Help)
		}
	}
	table("in lists")
	for _, k := range sheetKeys {
		row(spell(k.Show, k.Keys), k.Help)
	}
	table("in the : line")
	for _, k := range commandKeys {
		row(spell(k.Show, k.Keys), k.Help)
	}
	for _, w := range words {
		row(":"+w.name, w.help)
	}
	table("mouse")
	for _, k := range mouseHelp {
		row(k[0], k[1])
	}
	return b.String()
}

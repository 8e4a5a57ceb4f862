package tui

import (
	tea "charm.land/bubbletea/v2"

	"spiketop/internal/term"
	"spiketop/live"
	"spiketop/tui/chart"
)

// PresetInfo is what the screen says of a preset.
type PresetInfo struct{ Name, Title, About string }

// openPresets lists the presets, with the description of the selected one.
func openPresets(m *Model, _ string) tea.Cmd {
	about := map[string]string{}
	s := &sheet{title: "presets", opener: "p", labelW: 14, width: 92}
	for i, p := range m.opts.Presets {
		s.entries = append(s.entries, entry{label: p.Name, labelAs: chart.Bold, text: p.Title})
		about[p.Name] = p.About
		if m.frame != nil && p.Name == m.frame.Preset {
			s.at = i
		}
	}
	if !m.pending() { // the texts tell what is to be seen
		s.about = func(e entry) string { return about[e.label] }
	}
	s.choose = func(m *Model, e entry) tea.Cmd { return m.openPreset(e.label) }
	m.open = s
	return nil
}

func (m *Model) openPreset(name string) tea.Cmd {
	m.preset = "" // its view counts even if it is the same one again
	return m.ask("opening "+name+" …", live.Open{Name: name})
}

// openMessages lists what the run said, the newest last.
func openMessages(m *Model, _ string) tea.Cmd {
	s := &sheet{title: "messages", opener: "!", labelW: 13, width: 92, end: true}
	if m.frame != nil {
		for _, msg := range m.frame.Messages {
			e := entry{label: "t " + seconds(msg.TimeMS), labelAs: chart.Dim, text: term.Clean(msg.Text, maxMessage)}
			if msg.Bad {
				e.textAs = chart.Bad
			}
			s.entries = append(s.entries, e)
		}
	}
	if len(s.entries) == 0 {
		s.entries = []entry{{text: "no messages yet", textAs: chart.Dim}}
	}
	m.open = s
	return nil
}

// slurmTasks is the size of the array that the script for a cluster has.
const slurmTasks = 20

// openBatch shows the command that repeats the run, a sweep around where it stands, and
// that as a script for a cluster; y again, or enter, copies the one that is selected.
func openBatch(m *Model, _ string) tea.Cmd {
	s := &sheet{title: "this run as a batch", width: 92, labelW: 9}
	add := func(label, text string) {
		s.entries = append(s.entries, entry{label: label, labelAs: chart.Bold, text: text})
	}
	add("run", m.opts.BatchCommand(m.acts()))
	if m.opts.SweepCommand != nil {
		if sweep := m.opts.SweepCommand(m.acts()); sweep != "" {
			add("sweep", sweep)
			add("cluster", chart.Join(sweep, " --slurm ", whole(slurmTasks), " > sweep.sh && bash sweep.sh"))
		}
	}
	s.choose = func(m *Model, e entry) tea.Cmd {
		m.say("sent to the terminal's clipboard: " + e.text)
		return tea.SetClipboard(e.text)
	}
	s.about = func(e entry) string { return batchAbout[e.label] }
	s.more = []Binding{{Keys: []string{"y"}, Short: "copy", Rank: 2, Help: "copy", Do: func(m *Model, _ string) tea.Cmd { return s.take(m) }}}
	m.open = s
	return nil
}

// batchAbout says what the commands do.
var batchAbout = map[string]string{
	"run":     "The same run without a screen.",
	"sweep":   "The gain around where it is, with five seeds: a table of a row each. 'spiketop map --from FILE.csv' draws it.",
	"cluster": "The same as a Slurm array: the script asks for the time and the memory that its largest run took here.",
}

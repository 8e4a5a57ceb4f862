package plane

import (
	"strconv"
	"strings"

	"spiketop/run"
)

// batchSeeds is with how many seeds a batch runs what a map has shown.
const batchSeeds = 5

// Batch is the command that runs the window of a map as a sweep, with a value
// between each two and more seeds, and the file that the command fills. Both are
// empty where it is not known what was run.
func (m *Map) Batch() (command, out string) {
	if m.Plan == nil {
		return "", ""
	}
	name := m.Plan.Name
	if m.Plan.Path != "" {
		name = m.Plan.Path
	}
	words := []string{"spiketop", "sweep", run.ShellWord(name)}
	out = m.Plan.Name
	for _, a := range []Axis{m.X, m.Y} {
		if !a.None() {
			finer := a.Halved()
			words = append(words, "--over", run.ShellWord(finer.Spec()))
			out += "-" + a.Key[strings.LastIndexByte(a.Key, '.')+1:]
		}
	}
	for _, a := range m.Sets {
		if a.Key == "seed" {
			continue
		}
		words = append(words, "--set", run.ShellWord(a.Key+"="+a.Text))
	}
	words = append(words, "--seed", strconv.Itoa(m.Seed), "--seeds", strconv.Itoa(batchSeeds))
	if m.Seconds > 0 {
		words = append(words, "--seconds", strconv.FormatFloat(m.Seconds, 'g', -1, 64))
	}
	out += ".csv"
	return strings.Join(append(words, "--out", run.ShellWord(out)), " "), out
}

package experiment

import (
	"fmt"
	"strings"

	"spiketop/presets"
	"spiketop/sim"
)

// Version of this program, as runs record it.
const Version = "0.2.0"

// RunFile is the whole run in the TOML form of presets: every parameter at step
// 0, every assignment since at its step, and the step that it came to. Opened
// and stepped to that end it gives the same bits.
//
// The kernel is there for whoever wonders about speed: all have the same bits.
//
// Assignments at the same step keep their order. What a session did by itself
// (training that ends after its passes, or stops because it diverged) is not an
// assignment: it happens again.
func (c *Copy) RunFile() string {
	var b strings.Builder
	if c.Plan.Title != "" {
		fmt.Fprintf(&b, "title = %s\n", tomlString(c.Plan.Title))
	}
	if c.Plan.About != "" {
		fmt.Fprintf(&b, "about = %s\n", tomlText(c.Plan.About))
	}
	fmt.Fprintf(&b, "\n[run]\npreset = %s\nend_step = %d\nversion = %s\nkernel = %s\n",
		tomlString(c.Plan.Preset()), c.Step, tomlString(Version), tomlString(sim.Kernel()))
	b.WriteString("\n[set]\n")
	set := c.Set
	for _, d := range Table {
		fmt.Fprintf(&b, "%q = %s\n", d.Key, d.TOML(&set))
	}
	for _, l := range c.Log {
		fmt.Fprintf(&b, "\n[[at]]\nstep = %d\nset = { %q = %s }\n", l.Step, l.Key, literal(l.Key, l.Text))
	}
	return b.String()
}

// literal is the TOML form of a value that was logged as text.
func literal(key, text string) string {
	d, err := Table.Find(key)
	var p Params
	if err == nil {
		err = d.Set(&p, text)
	}
	if err != nil {
		panic("experiment: not an assignment that was ever made: " + err.Error())
	}
	return d.TOML(&p)
}

// SimulatedMS is the time simulated since step 0, over all episodes.
func (c *Copy) SimulatedMS() float64 { return simulatedMS(c.Set, c.Log, c.Step) }

// simulatedMS adds up the steps before step, each with the Δt that it had.
func simulatedMS(set Params, log []Logged, step int64) float64 {
	p := set
	var ms float64
	var from int64
	for _, l := range log {
		if l.Key != "net.dt" || l.Step >= step {
			continue
		}
		ms += float64(l.Step-from) * p.Net.Dt
		from = l.Step
		if err := Table.Set(&p, l.Key, l.Text); err != nil {
			panic("experiment: not an assignment that was ever made: " + err.Error())
		}
	}
	return ms + float64(step-from)*p.Net.Dt
}

// BatchCommand spells the command line that runs this experiment without a
// screen: the preset or file, and the parameters in which p differs from it.
// Training that has ended by itself is still training; scores tell.
func BatchCommand(plan *presets.File, p Params, scores []PassScore) string {
	for _, s := range scores {
		p.Learn.On = p.Learn.On || s.Learned
	}
	name := plan.Name
	if plan.Path != "" {
		name = plan.Path
	}
	words := []string{"spiketop", "run", ShellWord(name)}
	if strings.HasPrefix(name, "-") {
		words[2] = ShellWord("./" + name)
	}
	start := Table.Defaults()
	later := map[string][]string{} // what the timeline makes of a key
	for _, a := range plan.Set {
		_ = Table.Set(&start, a.Key, a.Text) // a session was made of this plan: it is sound
	}
	for _, e := range plan.At {
		for _, a := range e.Set {
			q := start
			_ = Table.Set(&q, a.Key, a.Text)
			if d, err := Table.Find(a.Key); err == nil {
				later[a.Key] = append(later[a.Key], d.Format(&q))
			}
		}
	}
	for _, d := range Table {
		now := d.Format(&p)
		if d.Event || now == d.Format(&start) || contains(later[d.Key], now) {
			continue
		}
		if d.Key == "seed" {
			words = append(words, "--seed", now)
		} else {
			words = append(words, "--set", d.Key+"="+now)
		}
	}
	return strings.Join(words, " ")
}

func contains(xs []string, x string) bool {
	for _, y := range xs {
		if x == y {
			return true
		}
	}
	return false
}

// ShellWord quotes a word for a POSIX shell where it needs it.
func ShellWord(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./=+,:@%", r))
	})
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// tomlString is a basic string.
func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// tomlText is a multi-line string where s has lines.
func tomlText(s string) string {
	if !strings.Contains(s, "\n") {
		return tomlString(s)
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = tomlString(l)
		lines[i] = l[1 : len(l)-1]
	}
	return `"""` + "\n" + strings.Join(lines, "\n") + "\n" + `"""`
}

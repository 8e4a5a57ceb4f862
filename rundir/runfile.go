package rundir

import (
	"fmt"
	"strings"

	"spiketop/presets"
	"spiketop/run"
	"spiketop/sim"
)

// RunFile is the whole run in the TOML form of presets: every parameter at step
// 0, every assignment since at its step, and the step that it came to. Opened
// and stepped to that end it gives the same bits.
//
// The first and the last line tell a file that was cut or edited (presets.Seal).
// The kernel is there for whoever wonders about speed: all have the same bits.
//
// Assignments at the same step keep their order. What a session did by itself
// (training that ends after its passes, or stops because it diverged) is not an
// assignment: it happens again.
func RunFile(c *run.Copy) string {
	var b strings.Builder
	if c.Plan.Title != "" {
		fmt.Fprintf(&b, "title = %s\n", tomlString(c.Plan.Title))
	}
	if c.Plan.About != "" {
		fmt.Fprintf(&b, "about = %s\n", tomlText(c.Plan.About))
	}
	fmt.Fprintf(&b, "\n[run]\npreset = %s\nend_step = %d\nversion = %s\nkernel = %s\n",
		tomlString(c.Plan.Preset()), c.Step, tomlString(run.Version), tomlString(sim.Kernel()))
	b.WriteString("\n[set]\n")
	set := c.Set
	for _, d := range run.Table {
		fmt.Fprintf(&b, "%q = %s\n", d.Key, d.TOML(&set))
	}
	for _, l := range c.Log {
		fmt.Fprintf(&b, "\n[[at]]\nstep = %d\nset = { %q = %s }\n", l.Step, l.Key, literal(l.Key, l.Text))
	}
	return presets.Seal(run.Version, b.String())
}

// literal is the TOML form of a value that was logged as text.
func literal(key, text string) string {
	d, err := run.Table.Find(key)
	var p run.Params
	if err == nil {
		err = d.Set(&p, text)
	}
	if err != nil {
		panic("rundir: not an assignment that was ever made: " + err.Error())
	}
	return d.TOML(&p)
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

package rundir

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"spiketop/internal/param"
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
		fmt.Fprintf(&b, "title = %s\n", param.Quote(c.Plan.Title))
	}
	if c.Plan.About != "" {
		fmt.Fprintf(&b, "about = %s\n", tomlText(c.Plan.About))
	}
	fmt.Fprintf(&b, "\n[run]\npreset = %s\nend_step = %d\nversion = %s\nkernel = %s\n",
		param.Quote(c.Plan.Preset()), c.Step, param.Quote(run.Version), param.Quote(sim.Kernel()))
	writeInput(&b, c)
	b.WriteString("\n[set]\n")
	set := c.Set
	if c.Input.Target != nil {
		set.Target.File = inputTarget
	}
	for _, d := range run.Table {
		fmt.Fprintf(&b, "%q = %s\n", d.Key, d.TOML(&set))
	}
	for _, l := range c.Log {
		fmt.Fprintf(&b, "\n[[at]]\nstep = %d\nset = { %q = %s }\n", l.Step, l.Key, literal(l.Key, l.Text))
	}
	return presets.Seal(run.Version, b.String())
}

// The copies of what the run took from files of somebody else.
const (
	inputWeights = "input_weights.npy"
	inputTarget  = "input_target.npy"
)

// writeInput names the copies, with their checksums.
func writeInput(b *strings.Builder, c *run.Copy) {
	in := &c.Input
	if in.Weights == nil && in.Target == nil {
		return
	}
	sum := func(write func(io.Writer) error) string {
		h := sha256.New()
		_ = write(h) // a hash takes everything
		return hex.EncodeToString(h.Sum(nil))
	}
	b.WriteString("\n[input]\n")
	if in.Weights != nil {
		fmt.Fprintf(b, "weights = %q\nweights_sha256 = %q\n", inputWeights, sum(matrixNPY(in.AsGiven)))
		if in.Rows != "" {
			fmt.Fprintf(b, "rows = %q\n", in.Rows)
		}
	}
	if t := in.Target; t != nil {
		fmt.Fprintf(b, "target_sha256 = %q\ntarget_time = %v\n", sum(tableNPY(t.X, t.Rows, t.Cols)), t.Timed)
	}
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

// tomlText is a multi-line string where s has lines.
func tomlText(s string) string {
	if !strings.Contains(s, "\n") {
		return param.Quote(s)
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = param.Quote(l)
		lines[i] = l[1 : len(l)-1]
	}
	return `"""` + "\n" + strings.Join(lines, "\n") + "\n" + `"""`
}

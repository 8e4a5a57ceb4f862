package run

import (
	"math"
	"strconv"
	"strings"

	"spiketop/internal/warn"
)

// Acts is the duration in ms that acts where the parameter d stands for whole time
// steps. rounded: that is not what was set.
func Acts(p *Params, d *Def) (ms float64, rounded bool) {
	if !d.Steps {
		return 0, false
	}
	set, err := strconv.ParseFloat(d.Format(p), 64)
	if err != nil {
		return 0, false
	}
	ms = float64(math.Round(set/p.Net.Dt) * p.Net.Dt)
	return ms, math.Abs(ms-set) > 1e-9*max(set, p.Net.Dt)
}

// roundings lists the parameters that act as something else than what was set.
func roundings(p *Params) (l warn.List) {
	for k := range Table {
		d := &Table[k]
		if p.Target.None() && (strings.HasPrefix(d.Key, "learn.") || strings.HasPrefix(d.Key, "target.")) {
			continue // nothing acts
		}
		if ms, rounded := Acts(p, d); rounded {
			l.Add(warn.Rounded, "%s = %s ms acts as %.6g ms: whole steps of net.dt = %g ms", d.Key, d.Format(p), ms, p.Net.Dt)
		}
	}
	return l
}

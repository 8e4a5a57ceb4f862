package run

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"spiketop/presets"
	"spiketop/sim"
)

// BatchCommand spells the command line that runs this experiment without a
// screen: the preset or file, and the parameters in which p differs from it.
func BatchCommand(plan *presets.File, p Params) string { return command("run", plan, p) }

// SweepCommand spells the command line that runs this experiment over the values of an
// axis ("net.g=0.8,1,1.2") and so many seeds from its own on; "" where a sweep is not of
// this run: of a recording, or of weights that were given.
func SweepCommand(plan *presets.File, p Params, over string, seeds int) string {
	if plan.Recorded() || p.Net.Given() != nil {
		return ""
	}
	key, _, _ := strings.Cut(over, "=")
	out := fmt.Sprintf("%s-%s.csv", plan.Name, key[strings.LastIndexByte(key, '.')+1:])
	words := []string{command("sweep", plan, p, key, "seed"), "--over", ShellWord(over), "--seed", fmt.Sprint(p.Seed), "--seeds", fmt.Sprint(seeds), "--out", ShellWord(out)}
	return strings.Join(words, " ")
}

// command leaves out the keys that vary.
func command(verb string, plan *presets.File, p Params, varies ...string) string {
	name := plan.Name
	if plan.Path != "" {
		name = plan.Path
	}
	words := []string{"spiketop", verb, ShellWord(name)}
	if strings.HasPrefix(name, "-") {
		words[2] = ShellWord("./" + name)
	}
	if p.Net.Given() != nil {
		words = append(words, WeightsFlags(plan.Input)...)
	}
	for _, a := range Differences(plan, p) {
		if slices.Contains(varies, a.Key) {
			continue
		}
		if a.Key == "seed" {
			words = append(words, "--seed", a.Text)
		} else {
			words = append(words, "--set", ShellWord(a.Key+"="+a.Text))
		}
	}
	return strings.Join(words, " ")
}

// Differences are the assignments that make of a plan's parameters at the start
// those of p: what hands have set. What the timeline makes of a parameter by
// itself, and events, are not among them.
func Differences(plan *presets.File, p Params) (out []presets.Assignment) {
	start := Table.Defaults()
	later := map[string][]string{} // what the timeline makes of a key
	if p.Net.Given() != nil {
		start.Net.Balance = sim.Unbalanced
	}
	for _, a := range plan.Set {
		if plan.Input.WeightsByHand && slices.Contains(followWeights, a.Key) {
			continue
		}
		_ = Table.Set(&start, a.Key, a.Text) // a session was made of this plan: it is sound
	}
	if w := p.Net.Given(); w != nil {
		start.Net = start.Net.With(w)
	}
	start.Target.File = plan.Beside(start.Target.File)
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
		out = append(out, presets.Assignment{Key: d.Key, Text: now})
	}
	return out
}

// WeightsFlags are the flags that give a run its weights; none where the preset
// names them itself.
func WeightsFlags(in presets.Input) (words []string) {
	if !in.WeightsByHand {
		return nil
	}
	words = append(words, "--weights", ShellWord(in.Weights))
	if in.Rows != "" {
		words = append(words, "--rows", in.Rows)
	}
	if in.Entry != "" {
		words = append(words, "--entry", ShellWord(in.Entry))
	}
	if in.Nodes > 0 {
		words = append(words, "--nodes", strconv.FormatInt(in.Nodes, 10))
	}
	return words
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

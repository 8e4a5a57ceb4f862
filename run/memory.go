package run

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// MemoryNeed estimates the bytes that a session takes: J, P, the rings of the
// recorder, the windows of counts and one analysis.
func MemoryNeed(p Params) float64 {
	n := float64(p.Net.N)
	synapses := p.Net.P * n * n
	var need float64
	if p.Net.P == 1 {
		need += 8 * synapses
	} else {
		need += 20 * synapses
	}
	need += 4 * traceSamples * n
	need += 8 * n * float64(p.Record.Windows)
	need += 12 * 50 * n * max(p.Record.Seconds, MaxWindowMS/1000) // spikes at 50 Hz
	need += 5 * 8 * n * n                                         // copies of W that an analysis works on
	if !p.Target.None() {
		need += p.Learn.Bytes(p.Net.N, p.Net.P) + p.Target.Bytes(p.Net.N)
		samples := p.Target.Duration / p.Learn.Every
		need += float64(3+p.Learn.Tests) * samples * n * 8 // drives, and the target once
	}
	return need
}

// checkMemory refuses parameters that do not fit this machine.
func checkMemory(p Params) error {
	need, have := MemoryNeed(p), availableMemory()
	if need <= have {
		return nil
	}
	what := fmt.Sprintf("net.n = %d", p.Net.N)
	if !p.Target.None() && p.Net.P < 1 && p.Learn.Bytes(p.Net.N, p.Net.P) > need/2 {
		what = fmt.Sprintf("training net.n = %d with net.p = %g (a P for each neuron)", p.Net.N, p.Net.P)
	}
	return fmt.Errorf("%s would take %s of memory; %s is available", what, bytesText(need), bytesText(have))
}

// availableMemory is what the system says it can give, or 4 GB where it does
// not say.
func availableMemory() float64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 4e9
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if rest, ok := strings.CutPrefix(sc.Text(), "MemAvailable:"); ok {
			var kb float64
			if _, err := fmt.Sscan(rest, &kb); err == nil {
				return kb * 1024
			}
		}
	}
	return 4e9
}

func bytesText(b float64) string {
	for _, u := range []string{"B", "kB", "MB", "GB", "TB"} {
		if b < 1000 {
			return fmt.Sprintf("%.3g %s", b, u)
		}
		b /= 1000
	}
	return fmt.Sprintf("%.3g PB", b)
}

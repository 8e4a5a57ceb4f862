//go:build unix

package presets

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// cpuSeconds is the CPU time of the process so far: another one may have the machine.
func cpuSeconds(t *testing.T) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// Files of a megabyte that are made to be dear: refused or read, in little time
// and memory.
func TestCostOfFiles(t *testing.T) {
	many := func(format string) string {
		var b strings.Builder
		for k := 0; b.Len() < 1e6; k++ {
			fmt.Fprintf(&b, format, k)
		}
		return b.String()
	}
	rep := func(s string) string { return strings.Repeat(s, 1e6/len(s)) }
	for name, file := range map[string]string{
		"20 kB of dots": "[set]\n" + strings.Repeat("a.", 10_000) + "a = 1\n", "dots": rep("a.") + "a = 1\n", "dots in a header": "[" + rep("a.") + "a]\n", "dots in braces": "set = {" + rep("a.") + "a = 1}",
		"30 000 keys": "[set]\n" + strings.Join(strings.SplitAfter(many("a%06d = 1\n"), "\n")[:30_000], ""),
		"keys":        "[set]\n" + many("a%d=1\n"), "tables": many("[set.a%d]\n"), "keys in braces": "set={" + many("a%d=1,") + "a=1}", "dotted keys": "[set]\n" + many("a.b.c.d%d=1\n"),
		"events": many("[[at]]\nstep = %d\nset = { \"net.g\" = 1 }\n"), "empty events": rep("[[at]]\n"), "events in braces": "at=[" + rep("{ms=1,set={a=1}},") + "]\ntitle='t'", "small events": rep("[[at]]\nms=1\n"),
		"brackets": "x=" + rep("["), "words": "[view]\nlarge=[" + rep("'a',") + "]\n", "long words": "[view]\nlarge=[" + rep("'"+strings.Repeat("a", 60_000)+"',") + "]\n", "braces": "set=" + rep("{a="), "brackets in events": "at=" + rep("[{"), "quotes": rep("\""), "quotes in a title": "title=\"\"\"" + rep("\"\"a") + "\"\"\"",
		"a title": "title=\"" + rep("a") + "\"", "escapes": "title=\"\"\"" + rep("\\u0041") + "\"\"\"", "folds": "title=\"\"\"" + rep("\\\n") + "\"\"\"", "backslashes": "title=\"" + rep("\\\\") + "\"",
		"comments": rep("#\n"), "lines": rep("\n"), "blanks": rep(" "), "a key": rep("a") + "=1", "a number": "[set]\na=" + rep("1_") + "1", "nul": rep("\x00"), "no UTF-8": rep("\xff"), "runs": "[run]\n" + rep("version='0.3.0'\n"),
		"events with many keys": "", "ends": "[set]\na=1\n" + rep("# End. sha256 \n"), "carriage returns": rep("\r"), "equals": rep("="), "titles": many("title%d='t'\n"), "headers": rep("[set]\n"), "twice": "[set]\n" + rep("a=1\n"),
	} {
		if name == "events with many keys" {
			var b strings.Builder
			for k := range maxKeys {
				fmt.Fprintf(&b, "a%d=1,", k)
			}
			file = rep("[[at]]\nms=1\nset={" + b.String() + "}\n")
		}
		least, most := math.Inf(1), uint64(0)
		for range 3 { // the collector may be busy with something else
			var a, b runtime.MemStats
			runtime.ReadMemStats(&a)
			t0 := cpuSeconds(t)
			_, err := Parse("f.toml", file)
			least = min(least, cpuSeconds(t)-t0)
			runtime.ReadMemStats(&b)
			most = max(most, b.TotalAlloc-a.TotalAlloc)
			if err != nil && len(err.Error()) > 1000 {
				t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
			}
		}
		t.Logf("%-22s %7d bytes: %.3f s, %5.1f MB", name, len(file), least, float64(most)/1e6)
		if least > 1 || most > 100e6 {
			t.Errorf("%s: %d bytes take %.2f s and %d MB", name, len(file), least, most/1e6)
		}
	}
}

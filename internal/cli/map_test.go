package cli

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := strings.Split(strings.TrimSpace(string(text)), "\n")
	slices.Sort(out)
	return out
}

// Without a terminal a map is computed, printed and drawn; its rows are those of the
// sweep, and its table opens as a map.
func TestMapWithoutAScreen(t *testing.T) {
	inDir(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	grid := []string{"quick.toml", "--seconds", "0.1", "--seeds", "2", "--set", "net.bias_lif=1.3"}
	code, out, errs := do(slices.Concat([]string{"map"}, grid, strings.Fields("--x net.g=0:1:0.5 --y net.qif=0,1 --show rate_hz.lif,net --out map.csv"))...)
	if code != 2 || !strings.Contains(errs, `no number "net"`) {
		t.Errorf("%d %q %q", code, out, errs)
	}
	axes := strings.Fields("--x net.g=0:1:0.5 --y net.qif=0,1 --show rate_hz.lif,steps --out map.csv --svg map.svg")
	code, out, errs = do(slices.Concat([]string{"map"}, grid, axes)...)
	if code != 0 || errs != "" || !strings.Contains(out, "rate_hz.lif  0") || !strings.Contains(out, "net.qif 0") || !strings.Contains(out, "largest ") || !strings.Contains(out, "steps") {
		t.Fatalf("%d\n%s\n%s", code, out, errs)
	}
	if code, _, errs := do(slices.Concat([]string{"sweep"}, grid, strings.Fields("--over net.g=0:1:0.5 --over net.qif=0,1 --out sweep.csv"))...); code != 0 {
		t.Fatal(errs)
	}
	if !slices.Equal(lines(t, "map.csv"), lines(t, "sweep.csv")) {
		t.Error("the rows are not those of the sweep")
	}
	code, again, errs := do("map", "--from", "sweep.csv", "--show", "rate_hz.lif,steps")
	if code != 0 || again != out {
		t.Errorf("from the sweep's table: %d %s\n%s\nwant\n%s", code, errs, again, out)
	}
	svg, err := os.ReadFile("map.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"rate_hz.lif of", "f_Q (net.qif)", "rate_hz.lif, Hz", ">0.5<", "mean of up to 2 seeds"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the figure lacks %q", want)
		}
	}
	if code, out, errs = do("map", "quick.toml", "--seconds", "0.1", "--x", "net.g=0,1", "--quiet", "--svg", "line.svg"); code != 0 || out != "" || errs != "" {
		t.Errorf("a line: %d %q %q", code, out, errs)
	}
}

// What is wrong is one line with the flag, and nothing is written.
func TestMapUsage(t *testing.T) {
	inDir(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	put(t, "other.csv", "a,b\n1,2\n")
	for _, c := range [][2]string{
		{"--x net.gg=1", "--x net.gg=1: no parameter"}, {"--x net.g=1:0:1", "--x net.g=1:0:1: must be"}, {"--y net.g=1", "--x is missing"},
		{"--x net.g=0,1 --y net.g", "--x varies it already"}, {"--x seed", "is no axis"}, {"--x net.g --show trainig.score", `nearest is "training.score"`},
		{"--x net.g --svg a.png", "must be a name that ends in .svg"}, {"--x net.g --out a.txt", "ends in .csv"}, {"--x net.g --out other.csv", "columns are others"},
		{"--x net.g --seeds 0", "--seeds 0"}, {"--from nothing.csv", "--from: "}, {"--from other.csv", "not a table of a sweep"}, {"--from other.csv --out x.csv", "give one of them"},
		{"--x net.dt=0.1,50", "net.dt"},
	} {
		code, out, errs := do(append([]string{"map", "quick.toml"}, strings.Fields(c[0])...)...)
		if code != 2 || out != "" || !strings.Contains(errs, c[1]) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d %q %q", c[0], code, out, errs)
		}
	}
	if left, _ := os.ReadDir("."); len(left) != 2 {
		t.Errorf("left: %v", left)
	}
}

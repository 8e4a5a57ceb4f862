package measure

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
)

var limits = regexp.MustCompile(`from (\S+?)(?: to (\S+))?$`)

// costs bounds what makes a run long or large, for a test.
var costs = map[string]float64{"net.n": 40, "metrics.draws": 10, "learn.passes": 3, "learn.tests": 3, "target.duration": 60, "target.cue": 20, "learn.start": 30, "metrics.window": 60}

var structured = []string{"net.kappa", "net.con", "net.div", "net.chn"}

// randomValue is a value that a parameter's own range allows: its ends often,
// numbers in between evenly or by size.
func randomValue(t *testing.T, rng *rand.Rand, d *run.Def) string {
	if words, ok := strings.CutPrefix(d.Range(), "one of "); ok {
		all := strings.Split(words, ", ")
		return all[rng.IntN(len(all))]
	}
	if d.Key == "target.file" {
		return "" // none
	}
	if d.Range() == "true or false" {
		return strconv.FormatBool(rng.IntN(2) == 0)
	}
	m := limits.FindStringSubmatch(d.Range())
	if m == nil {
		t.Fatalf("%s: %q", d.Key, d.Range())
	}
	lo, err := strconv.ParseFloat(m[1], 64)
	hi := float64(math.MaxInt32)
	if m[2] != "" && err == nil {
		hi, err = strconv.ParseFloat(m[2], 64)
	}
	if err != nil {
		t.Fatal(err)
	}
	if most, dear := costs[d.Key]; dear {
		hi = min(hi, max(lo, most))
	}
	x := lo + (hi-lo)*rng.Float64()
	switch rng.IntN(6) {
	case 0:
		x = lo
	case 1:
		x = hi
	case 2, 3: // by size
		if span := hi - lo; span > 0 {
			x = min(hi, lo+span*math.Pow(10, -8*rng.Float64()))
		}
	}
	if d.Kind() == "integer" {
		return strconv.Itoa(int(math.Floor(x)))
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// Whatever the parameters within their ranges, a run is refused in one line, or it
// runs: no panic, every number finite or undefined, and what is undefined has a
// reason. SPIKETOP_RANDOM is the number of runs.
func TestRandomParameters(t *testing.T) {
	tries := 40
	if n, err := strconv.Atoi(os.Getenv("SPIKETOP_RANDOM")); err == nil {
		tries = n
	}
	if testing.Short() {
		tries = 10
	}
	rng := rand.New(rand.NewPCG(10, 9))
	statuses := map[string]int{}
	for try := range tries {
		var kv []string
		few := 1 + rng.IntN(len(run.Table))
		for i := range run.Table {
			d := &run.Table[i]
			if slices.Contains(structured, d.Key) && rng.IntN(4) > 0 {
				continue // most values of these contradict one another
			}
			if !d.Event && rng.IntN(len(run.Table)) < few {
				kv = append(kv, d.Key, randomValue(t, rng, d))
			}
		}
		text := quick
		if rng.IntN(3) == 0 { // changed on the way
			d := &run.Table[rng.IntN(len(run.Table))]
			var p run.Params
			if err := d.Parse(&p, randomValue(t, rng, d)); err == nil {
				text += "[[at]]\nstep = " + strconv.Itoa(rng.IntN(300)) + "\nset = { \"" + d.Key + "\" = " + d.TOML(&p) + " }\n"
			}
		}
		plan, err := presets.Parse("quick.toml", text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := run.NewSession(plan, sets(kv...))
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "must") && !strings.Contains(err.Error(), "memory") {
				t.Errorf("%q: %v", kv, err)
			}
			statuses["refused"]++
			continue
		}
		dt := s.Params().Net.Dt / 1000
		c, status := run.Headless(context.Background(), s, run.Options{Seconds: dt * float64(1+rng.IntN(800))})
		statuses[status]++
		sum := Summarise(context.Background(), c, Everything, status, 1, nil)
		checkJSON(t, sum.JSON())
		finite(t, sum.Tree())
		if t.Failed() {
			t.Fatalf("try %d: %q\n%s", try, kv, text)
		}
	}
	if statuses[run.Done] < tries/4 {
		t.Errorf("too few ran: %v", statuses)
	}
	t.Log(statuses)
}

package sweep

import (
	"slices"
	"strings"
	"testing"
)

func TestParseAxis(t *testing.T) {
	for text, want := range map[string]string{
		"net.g=0.1:0.7:0.1":             "0.1 0.2 0.3 0.4 0.5 0.6 0.7",
		"net.g=0:1:0.3":                 "0 0.3 0.6 0.9",
		"net.g=0:1:0.3333333333333333":  "0 0.3333333333333333 0.6666666666666666 1",
		"net.g=0:1:0.33333333333333337": "0 0.33333333333333337 0.6666666666666667 1",
		"net.g=1:1:5":                   "1",
		"net.g= .5 , 1e-1,2.50":         "0.1 0.5 2.5",
		"net.n=400,100,1000":            "100 400 1000",
		"net.n=100:300:100":             "100 200 300",
		"target.kind=sequence,none":     "none sequence",
		"learn.on=true":                 "true",
	} {
		a, err := ParseAxis(text)
		if got := strings.Join(a.Values, " "); err != nil || got != want || a.Key != strings.Split(text, "=")[0] {
			t.Errorf("%s: %q %q, %v; want %q", text, a.Key, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"":                      "must be KEY=LO:HI:STEP or KEY=A,B,C",
		"net.g":                 "must be KEY=LO:HI:STEP",
		"=1,2":                  "must be KEY=LO:HI:STEP",
		"net.gg=1,2":            "net.g",
		"net.g=1,2,1.0":         "1 stands there twice",
		"net.g=":                "must be",
		"net.g=1,,2":            "must be",
		"net.g=-1:1:0.5":        "-1: ",
		"net.g=1,x":             "x: ",
		"net.n=100:200:0.5":     "100.5: ",
		"net.g=0:1":             "KEY=LO:HI:STEP",
		"net.g=0:1:0.1:2":       "KEY=LO:HI:STEP",
		"net.g=0:1:0":           "STEP above 0",
		"net.g=1:0:0.1":         "LO ≤ HI",
		"net.g=0:1:-0.1":        "STEP above 0",
		"net.g=0:1:nan":         `"nan" is not a number`,
		"net.g=0:1e999:1":       `"1e999" is not a number`,
		"net.g=0:1:1e-300":      "there may be at most 10000",
		"net.g=0:1:0.00001":     "1e+05 values",
		"seed=1:10:1":           "--seeds N",
		"do.kick=1,2":           "an event",
		"target.kind=ou,boats":  "boats: ",
		"target.kind=1:2:1":     "1: ",
		"metrics.window=1,1000": "1: ",
	} {
		if a, err := ParseAxis(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %q", text, a, err, want)
		}
	}
}

// Runs are numbered with the first axis slowest and the seed fastest, and that
// is the order in which keys are sorted.
func TestOrder(t *testing.T) {
	s := quickSweep(t, 2, "net.g=10,9.5", "target.kind=oscillation,none")
	var got []string
	var keys [][]string
	for _, task := range s.Tasks(Shard{}) {
		got = append(got, strings.Join(task.Key[2:], " "))
		keys = append(keys, task.Key)
	}
	want := []string{
		"9.5 none 7", "9.5 none 8", "9.5 oscillation 7", "9.5 oscillation 8",
		"10 none 7", "10 none 8", "10 oscillation 7", "10 oscillation 8",
	}
	if !slices.Equal(got, want) || !slices.IsSortedFunc(keys, compareKeys) {
		t.Errorf("%q", got)
	}
	var shards [][]string
	for i := range 3 {
		for _, task := range s.Tasks(Shard{i + 1, 3}) {
			shards = append(shards, task.Key)
		}
	}
	slices.SortFunc(shards, compareKeys)
	if !slices.EqualFunc(shards, keys, slices.Equal) {
		t.Errorf("three shards are %q", shards)
	}
	if p := ShardPath("a.b.csv", Shard{2, 3}); p != "a.b.2-of-3.csv" {
		t.Error(p)
	}
}

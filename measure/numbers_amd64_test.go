package measure

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"

	"spiketop/run"
)

// The numbers of two short runs, on amd64: other machine types may round analyses
// differently. They are those of version 0.2.0 but for what CHANGELOG.md names: the
// last digits of what comes out of linear algebra and of what was trained (targets
// have our own sine), and the nulls in closed form, and the
// gains, which know of the filtered noise.
func TestNumbersAreThoseOfVersion02(t *testing.T) {
	text, err := os.ReadFile("testdata/numbers.txt")
	if err != nil {
		t.Fatal(err)
	}
	trees := map[string]*Node{}
	for name, kv := range map[string][]string{
		"trained":     {"net.n", "60"},
		"spontaneous": {"net.n", "40", "net.p", "0.5", "net.noise", "0.5", "target.kind", "none", "learn.on", "false", "record.windows", "120"},
	} {
		c, status := run.Headless(context.Background(), session(t, quick, sets(kv...)...), run.Options{})
		trees[name] = Summarise(context.Background(), c, Everything, status, 1, nil).Tree()
	}
	held := 0
	for line := range strings.Lines(string(text)) {
		words := append(strings.Fields(line), "") // an undefined number is no word
		at, ok := trees[words[0]].At(words[1])
		if !ok {
			t.Errorf("%s: there is no %s", words[0], words[1])
			continue
		}
		got, want := at.Cell(), words[2]
		if want != "" {
			x, err := strconv.ParseFloat(want, 64)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			want = strconv.FormatFloat(x, 'g', -1, 64) // JSON has another spelling of exponents
		}
		if got != want {
			t.Errorf("%s: %s is %q, was %q", words[0], words[1], got, want)
		}
		held++
	}
	if held < 400 {
		t.Errorf("only %d numbers", held)
	}
}

package rates

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// Uncoupled neurons in white and filtered noise, simulated by another program
// (testdata/noise.c) to a standard error of .5 % at most: rates within 2 %, slopes
// within 4 %. Those of less than 2 Hz are not asked for. SPIKETOP_LONG=1 takes all
// conditions, which last half a minute, and else a third.
func TestFilteredNoiseAsSimulated(t *testing.T) {
	text, err := os.ReadFile("testdata/noise.txt")
	if err != nil {
		t.Fatal(err)
	}
	held, lines := 0, 0
	for line := range strings.Lines(string(text)) {
		var kind string
		var mu, white, filtered, tauS, tRef, hz, hzSE, slope, slopeSE float64
		if n, _ := fmt.Sscan(line, &kind, &mu, &white, &filtered, &tauS, &tRef, &hz, &hzSE, &slope, &slopeSE); n < 10 || hz < 2 {
			continue
		}
		if lines++; lines%3 > 0 && os.Getenv("SPIKETOP_LONG") == "" {
			continue
		}
		held++
		rate, gain := In(Of(kind, 10, tRef), mu, Noise{white, filtered, tauS / 10})
		t.Logf("%s mu %g white %g filtered %g τ_s %g t_ref %g: %.2f Hz: rate %+.2f %% (s.e. %.2f), gain %+.2f %% (s.e. %.2f)",
			kind, mu, white, filtered, tauS, tRef, hz, 100*(100*rate/hz-1), 100*hzSE/hz, 100*(100*gain/slope-1), 100*slopeSE/slope)
		if math.Abs(100*rate/hz-1) > 0.02 {
			t.Errorf("%s: rate %.2f Hz", strings.TrimSpace(line), 100*rate)
		}
		if math.Abs(100*gain/slope-1) > 0.04 {
			t.Errorf("%s: slope %.2f Hz per unit input", strings.TrimSpace(line), 100*gain)
		}
	}
	if held < 10 {
		t.Errorf("only %d conditions", held)
	}
}

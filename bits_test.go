package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spiketop/internal/cli"
)

// bitsTable holds the sha256 of what runs write: five presets at N = 50 and 3 s, a
// network with all that presets leave out, and the five presets whole on two seeds.
const bitsTable = "testdata/bits.txt"

// A run writes the bits that it always wrote, on every machine type. CI repeats this
// test on each kernel, and its short form on arm64.
func TestSameBits(t *testing.T) {
	presets := []string{"oscillation", "rhythm", "sequence", "ou", "dimension"}
	var now []string
	hash := func(name string, args ...string) {
		dir := filepath.Join(t.TempDir(), "run")
		args = append(append([]string{"run"}, args...), "--out", dir, "--set", "metrics.draws=10", "--quiet")
		if status := cli.Main(args, cli.Env{In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr}); status != 0 {
			t.Fatalf("spiketop %s: status %d", strings.Join(args, " "), status)
		}
		for _, file := range []string{"weights.npy", "spikes.npy", "readout.npy"} {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			now = append(now, fmt.Sprintf("%x  %s/%s", sha256.Sum256(data), name, file))
		}
	}
	small := []string{"--set", "net.n=50", "--seconds", "3"}
	for _, preset := range presets {
		hash(preset+"-small", append([]string{preset}, small...)...)
	}
	hash("mixed-small", append([]string{"ou", "--set", "net.p=0.4", "--set", "net.izh=0.3", "--set", "net.noise=0.3", "--set", "net.t_ref=1",
		"--set", "target.duration=500", "--set", "learn.start=200"}, small...)...)
	if !testing.Short() {
		for _, preset := range presets {
			for _, seed := range []string{"1", "2"} {
				hash(preset+"-s"+seed, preset, "--seed", seed)
			}
		}
		if *update {
			if err := os.WriteFile(bitsTable, []byte(strings.Join(now, "\n")+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := strings.Split(read(t, bitsTable), "\n")
	for k, line := range now {
		if k >= len(want) || line != want[k] {
			t.Errorf("not the bits of the table: %s", line)
		}
	}
}

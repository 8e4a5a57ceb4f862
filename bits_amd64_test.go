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

// bitsTable holds the sha256 of what five presets write on two seeds. It was
// made by version 0.2.0, and is of amd64: other machine types may round differently.
const bitsTable = "testdata/bits.txt"

// A run writes the bits that it always wrote. CI repeats this test on each kernel.
func TestSameBits(t *testing.T) {
	var now strings.Builder
	for _, preset := range []string{"oscillation", "rhythm", "sequence", "ou", "dimension"} {
		for _, seed := range []string{"1", "2"} {
			dir := filepath.Join(t.TempDir(), "run")
			args := []string{"run", preset, "--seed", seed, "--out", dir, "--quiet"}
			if status := cli.Main(args, cli.Env{In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr}); status != 0 {
				t.Fatalf("spiketop %s: status %d", strings.Join(args, " "), status)
			}
			for _, name := range []string{"weights.npy", "spikes.npy", "readout.npy"} {
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&now, "%x  %s-s%s/%s\n", sha256.Sum256(data), preset, seed, name)
			}
		}
	}
	if *update {
		if err := os.WriteFile(bitsTable, []byte(now.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(read(t, bitsTable), "\n")
	for k, line := range strings.Split(now.String(), "\n") {
		if k >= len(want) || line != want[k] {
			t.Errorf("not the bits of the table: %s", line)
		}
	}
}

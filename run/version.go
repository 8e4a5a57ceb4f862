package run

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"spiketop/presets"
)

// Version of this program, as runs record it.
const Version = "0.6.0"

// sameBits is the oldest version whose runs this version repeats to the bit. Before
// it, exp, log and sin were those of package math, and training that had come to its
// end stayed off in a new network, for a new target, and when learn.passes was raised.
const sameBits = "0.4.0"

// repeats reports whether a recorded run comes out to the bit.
func repeats(plan *presets.File) bool {
	v := plan.Run.Version
	return compareVersions(v, sameBits) >= 0 && compareVersions(v, Version) <= 0
}

// compareVersions compares "0.10.1" with "0.9.2" by number. What is no number
// counts as lower than every number.
func compareVersions(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for k := range max(len(x), len(y)) {
		if c := cmp.Compare(part(x, k), part(y, k)); c != 0 {
			return c
		}
	}
	return 0
}

func part(version []string, k int) int {
	if k >= len(version) {
		return 0
	}
	n, err := strconv.Atoi(version[k])
	if err != nil {
		return -1
	}
	return n
}

// Continues reports why a run that a program of that version saved cannot go on
// to the same bits here; nil: it can.
func Continues(version string) error {
	switch {
	case compareVersions(version, Version) > 0:
		return fmt.Errorf("written by version %q, which is newer than this one, %s", version, Version)
	case compareVersions(version, sameBits) < 0:
		return fmt.Errorf("written by version %q, whose bits are not those of this one, %s", version, Version)
	}
	return nil
}

package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// A disk that is full: with checkpoints the last one that had room stays, without
// them the finished run waits in one. With more room both end as they would have.
func TestDiskFull(t *testing.T) {
	inDir(t)
	args := []string{"quick.toml", "--quiet", "--set", "target.duration=2000", "--set", "learn.tests=12", "--set", "net.n=50"}
	do(append([]string{"run", "--out", "whole"}, args...)...)
	want := sums(t, "whole")
	for _, more := range [][]string{nil, {"--checkpoint", "1ms"}} {
		if err := os.MkdirAll("small", 0o777); err != nil {
			t.Fatal(err)
		}
		// The files have 10.7 MB, the state 6.3 MB.
		if err := syscall.Mount("tmpfs", "small", "tmpfs", 0, "size=9m"); err != nil {
			t.Skipf("only root can make a small disk (%v); TestNoRoomForCheckpoints does without", err)
		}
		defer func() { _ = syscall.Unmount("small", syscall.MNT_DETACH) }()
		code, _, errs := do(append(append([]string{"run", "--out", "small/a"}, args...), more...)...)
		if code != 1 || !strings.HasPrefix(errs, "spiketop: small/a: nothing was written: ") || !strings.Contains(errs, "no space left on device") ||
			!strings.HasSuffix(errs, "; the run waits in a checkpoint: 'spiketop run --resume small/a' goes on with it\n") || strings.Count(errs, "\n") != 1 {
			t.Fatalf("%q: %d, %q", more, code, errs)
		}
		if entries, err := os.ReadDir("small"); err != nil || len(entries) != 1 {
			t.Errorf("%q: %v, %v", more, entries, err)
		}
		if err := syscall.Mount("tmpfs", "small", "tmpfs", syscall.MS_REMOUNT, "size=50m"); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := do("run", "--resume", "small/a", "--quiet"); code != 0 {
			t.Fatalf("%q: %d, %q", more, code, errs)
		}
		same(t, strings.Join(more, " "), "small/a", want)
		if err := syscall.Unmount("small", 0); err != nil {
			t.Fatal(err)
		}
	}
}

// Package rundir is a run on disk: a directory that is written whole or not at
// all, and the run file in the TOML form of presets. docs/FILES.md describes the
// files for readers.
package rundir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"spiketop/internal/disk"
	"spiketop/measure"
	"spiketop/run"
)

// Write writes the run to dir, which must not exist.
func (c *Contents) Write(dir string) error { return disk.WriteDir(dir, c.files()) }

// WriteFresh writes the run to a directory below parent that no other writer
// takes, and returns the name of the directory.
func (c *Contents) WriteFresh(parent string) (string, error) {
	all := c.files()
	for {
		dir := FreshDir(parent, c.Plan.Preset(), c.Params.Seed)
		err := disk.WriteDir(dir, all)
		if !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}

// WriteRun analyses the run and writes it to the directory dir, which must not exist,
// or where dir is "" to a fresh one below parent: what a screen needs for its key.
// Analyses that ctx interrupts are left out.
func WriteRun(ctx context.Context, c *run.Copy, parent, dir string) (string, error) {
	all := Of(c, measure.Summarise(ctx, c, measure.AllFiles, c.Status(), math.NaN(), nil))
	if dir == "" {
		return all.WriteFresh(parent)
	}
	return dir, all.Write(dir)
}

// FreshDir is the first of parent/PRESET-sSEED-001, -002, … that does not exist, nor does
// the directory of a second network beside it.
func FreshDir(parent, preset string, seed int) string { return Fresh(parent, preset, seed, "", "-b") }

// Fresh is the first of parent/PRESET-sSEED-001, -002, … that does not exist with any
// of the endings.
func Fresh(parent, preset string, seed int, endings ...string) string {
	name := strings.Map(func(r rune) rune { // a recorded run may name anything
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, preset)
	if name == "" || name[0] == '.' || name[0] == '-' {
		name = "run" + name
	}
	for k := 1; ; k++ {
		path := filepath.Join(parent, fmt.Sprintf("%s-s%d-%03d", name, seed, k))
		taken := slices.ContainsFunc(endings, func(end string) bool {
			_, err := os.Lstat(path + end)
			return err == nil // where not even that can be asked, writing will say why
		})
		if !taken {
			return path
		}
	}
}

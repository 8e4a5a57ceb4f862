package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "spiketop"

// room is what the files of one package may import, tests excepted: a test may
// use anything as its oracle.
type room struct {
	own  []string // packages of this module
	mods []string // modules of others; "*" is any
	pure bool     // no files, no clock, no operating system
}

// rooms is the drawing in ARCHITECTURE.md. A package that is not here has no
// place in the house yet.
var rooms = map[string]room{
	".": {own: []string{"internal/cli"}},
	"internal/cli": {
		own:  below("internal/serve", "tui", "tui/chart", "tui/picture", "lesson", "report", "plane", "sweep", "rundir", "live", "measure", "run", "intake", "export", "internal/disk", "internal/mem", "internal/term", "internal/toml"),
		mods: []string{"*"},
	},
	"internal/serve": {own: below("tui", "live", "run", "internal/disk", "internal/term"), mods: []string{"*"}},
	"tui":            {own: below("tui/chart", "tui/picture", "tui/figure", "lesson", "live", "plane", "measure", "run", "internal/term"), mods: []string{"*"}},
	"lesson":         {own: below("measure", "run", "internal/disk", "internal/toml"), mods: []string{"github.com/yuin/goldmark"}},
	"tui/figure":     {mods: []string{"gonum.org/v1/plot"}},
	"tui/picture":    {own: []string{"tui/chart"}, mods: []string{"codeberg.org/go-fonts/liberation", "golang.org/x/image"}},
	"tui/chart":      {mods: []string{"charm.land/lipgloss/v2", "github.com/NimbleMarkets/ntcharts/v2"}},
	"plane":          {own: below("sweep", "measure", "run", "internal/prio")},
	"report": {
		own:  below("plane", "sweep", "measure", "run", "internal/disk"),
		mods: []string{"gonum.org/v1/gonum", "gonum.org/v1/plot"},
	},
	"sweep":                   {own: below("measure", "run", "internal/disk", "internal/mem")},
	"rundir":                  {own: below("measure", "run", "internal/disk")},
	"live":                    {own: below("history", "plane", "measure", "run", "internal/mem", "internal/prio")},
	"history":                 {own: []string{"run", "internal/mem"}},
	"measure":                 {own: below("run", "internal/prio")},
	"run":                     {own: []string{"presets", "intake", "learn", "sim", "internal/disk", "internal/matrix", "internal/mem", "internal/pack", "internal/param", "internal/warn"}},
	"presets":                 {own: []string{"internal/param", "internal/disk", "internal/toml"}},
	"metrics":                 {own: []string{"internal/warn", "internal/blas"}, pure: true},
	"metrics/rates":           {own: []string{"metrics", "internal/matrix", "internal/warn", "internal/blas"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"metrics/dimension":       {own: []string{"metrics", "internal/eigen", "internal/matrix", "internal/warn"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"metrics/spectrum":        {own: []string{"metrics", "metrics/motifs", "internal/matrix", "internal/warn", "internal/eigen"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"metrics/spiking":         {own: []string{"internal/blas"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"metrics/motifs":          {own: []string{"metrics", "internal/matrix", "internal/warn"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"learn":                   {own: []string{"sim", "internal/elementary", "internal/pack", "internal/param", "internal/vec", "internal/warn", "internal/fault"}, pure: true},
	"sim":                     {own: []string{"internal/elementary", "internal/matrix", "internal/pack", "internal/param", "internal/vec", "internal/warn"}, pure: true},
	"export":                  {own: []string{"intake", "internal/disk"}, mods: []string{"github.com/scigolib/hdf5"}},
	"intake":                  {own: []string{"internal/disk", "internal/matrix", "internal/warn"}},
	"internal/pack":           {pure: true},
	"internal/matrix":         {pure: true},
	"internal/elementary":     {pure: true},
	"internal/eigen":          {own: []string{"internal/blas", "internal/vec"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"internal/blas":           {own: []string{"internal/vec"}, mods: []string{"gonum.org/v1/gonum"}, pure: true},
	"internal/vec":            {mods: []string{"golang.org/x/sys"}, pure: true},
	"internal/param":          {pure: true},
	"internal/warn":           {pure: true},
	"internal/fault":          {pure: true},
	"internal/toml":           {pure: true},
	"internal/racetest":       {pure: true},
	"tui/picture/picturetest": {pure: true},
	"internal/prio":           {mods: []string{"golang.org/x/sys"}},
	"internal/mem":            {mods: []string{"golang.org/x/sys"}},
	"internal/disk":           {mods: []string{"golang.org/x/sys"}},
	"internal/term/ptytest":   {mods: []string{"golang.org/x/sys"}},
	"internal/term":           {mods: []string{"github.com/charmbracelet/x/term", "golang.org/x/sys"}},
	"bench/serve":             {mods: []string{"github.com/charmbracelet/x/vt", "golang.org/x/crypto"}},
	"bench/loops":             {own: below("run", "internal/vec"), mods: []string{"github.com/sbinet/npyio", "gonum.org/v1/gonum", "golang.org/x/sys"}},
}

// below is the rooms given, and those that everything above run may use.
func below(rooms ...string) []string {
	return append(rooms, "presets", "metrics", "metrics/rates", "metrics/dimension", "metrics/spectrum", "metrics/spiking", "metrics/motifs",
		"learn", "sim", "internal/matrix", "internal/param", "internal/warn", "internal/fault")
}

// impure packages of the standard library reach outside the process, or read
// its clock.
var impure = []string{"os", "time", "io/ioutil", "log", "net", "syscall", "plugin"}

// breach says why a file in dir may not import path; "" if it may.
func breach(dir, path string) string {
	r, known := rooms[dir]
	under := func(root string) bool { return path == root || strings.HasPrefix(path, root+"/") }
	first, _, _ := strings.Cut(path, "/")
	switch {
	case !known:
		return "there is no such room; ARCHITECTURE.md and rooms in this file draw them"
	case under(module):
		if own := strings.TrimPrefix(path, module+"/"); !slices.Contains(r.own, own) {
			return "there is no such arrow in ARCHITECTURE.md"
		}
	case strings.Contains(first, "."): // a module of others
		if !slices.Contains(r.mods, "*") && !slices.ContainsFunc(r.mods, under) {
			return "that module does not belong in this room"
		}
	case path == "C":
		return "this program is plain Go"
	case r.pure && slices.ContainsFunc(impure, under):
		return "this room knows no files, no clock and no operating system"
	}
	return ""
}

// imports lists what the files of each package import, tests left out.
func imports(t *testing.T) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{} // package, import, one file that has it
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		if found[dir] == nil {
			found[dir] = map[string]string{}
		}
		for _, spec := range file.Imports {
			what, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[dir][what] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Imports go one way.
func TestImports(t *testing.T) {
	found := imports(t)
	for _, dir := range []string{"sim", "learn", "metrics/motifs", "run", "measure", "live", "tui"} {
		if len(found[dir]) == 0 {
			t.Errorf("no imports seen in %s: has the house moved?", dir)
		}
	}
	for dir, paths := range found {
		if _, known := rooms[dir]; !known {
			t.Errorf("package %s: %s", dir, breach(dir, ""))
			continue
		}
		for path, file := range paths {
			if why := breach(dir, path); why != "" {
				t.Errorf("%s imports %s: %s", file, path, why)
			}
		}
	}
}

// The rules themselves: what they must refuse, and what they must let through.
func TestImportRules(t *testing.T) {
	for _, c := range []struct {
		dir, path string
		ok        bool
	}{
		{"sim", "math/rand/v2", true},
		{"sim", "io", true},
		{"sim", "gonum.org/v1/gonum/blas/blas64", false},
		{"sim", "spiketop/internal/vec", true},
		{"sim", "spiketop/internal/matrix", true},
		{"metrics/motifs", "spiketop/internal/matrix", true},
		{"internal/matrix", "spiketop/sim", false},
		{"internal/vec", "golang.org/x/sys/cpu", true},
		{"internal/vec", "spiketop/sim", false},
		{"sim", "spiketop/internal/param", true},
		{"sim", "os", false},
		{"sim", "os/signal", false},
		{"sim", "time", false},
		{"sim", "charm.land/bubbletea/v2", false},
		{"sim", "spiketop/learn", false},
		{"sim", "gonum.org/v1/gonumerics", false},
		{"sim", "C", false},
		{"learn", "spiketop/sim", true},
		{"learn", "spiketop/metrics", false},
		{"learn", "time", false},
		{"metrics/motifs", "embed", true},
		{"metrics", "spiketop/internal/param", false},
		{"metrics", "spiketop/sim", false},
		{"metrics", "os", false},
		{"internal/param", "gonum.org/v1/gonum/mat", false},
		{"internal/param", "spiketop/sim", false},
		{"presets", "github.com/BurntSushi/toml", false},
		{"presets", "spiketop/run", false},
		{"metrics", "spiketop/internal/warn", true},
		{"metrics/rates", "spiketop/sim", false},
		{"metrics/motifs", "os", false},
		{"metrics/motifs", "spiketop/metrics/spectrum", false},
		{"metrics/spectrum", "spiketop/metrics/motifs", true},
		{"run", "os", true},
		{"run", "spiketop/metrics/rates", false},
		{"run", "spiketop/measure", false},
		{"run", "spiketop/live", false},
		{"measure", "spiketop/run", true},
		{"measure", "spiketop/metrics/rates", true},
		{"measure", "spiketop/live", false},
		{"measure", "spiketop/rundir", false},
		{"live", "spiketop/measure", true},
		{"live", "spiketop/rundir", false},
		{"live", "spiketop/tui", false},
		{"live", "charm.land/bubbletea/v2", false},
		{"rundir", "spiketop/measure", true},
		{"rundir", "spiketop/live", false},
		{"sweep", "spiketop/measure", true},
		{"sweep", "spiketop/live", false},
		{"sweep", "spiketop/tui", false},
		{"sweep", "spiketop/report", false},
		{"sweep", "spiketop/internal/cli", false},
		{"sweep", "github.com/spf13/cobra", false},
		{"report", "spiketop/sweep", true},
		{"report", "gonum.org/v1/plot/vg", true},
		{"report", "spiketop/live", false},
		{"report", "spiketop/tui", false},
		{"report", "spiketop/internal/cli", false},
		{"report", "github.com/spf13/cobra", false},
		{"measure", "gonum.org/v1/plot", false},
		{"tui", "spiketop/report", false},
		{"tui", "spiketop/sweep", false},
		{"tui", "spiketop/plane", true},
		{"live", "spiketop/plane", true},
		{"live", "spiketop/sweep", false},
		{"plane", "spiketop/sweep", true},
		{"plane", "spiketop/live", false},
		{"sweep", "spiketop/plane", false},
		{"tui", "spiketop/rundir", false},
		{"tui", "spiketop/internal/serve", false},
		{"internal/serve", "spiketop/rundir", false},
		{"internal/serve", "spiketop/internal/cli", false},
		{"intake", "spiketop/internal/disk", true},
		{"intake", "spiketop/run", false},
		{"metrics", "spiketop/intake", false},
		{"export", "spiketop/intake", true},
		{"export", "spiketop/run", false},
		{"internal/cli", "spiketop/report", true},
		{"internal/cli", "spiketop/sweep", true},
		{"tui/chart", "charm.land/lipgloss/v2", true},
		{"tui/chart", "github.com/NimbleMarkets/ntcharts/v2/canvas", true},
		{"tui/chart", "charm.land/bubbletea/v2", false},
		{"tui/chart", "spiketop/live", false},
		{"tui", "charm.land/bubbletea/v2", true},
		{"tui", "spiketop/live", true},
		{"tui", "spiketop/internal/cli", false},
		{"internal/cli", "spiketop/tui", true},
		{"internal/cli", "spiketop", false},
		{".", "spiketop/internal/cli", true},
		{".", "os", true},
		{".", "spiketop/tui", false},
		{".", "charm.land/bubbletea/v2", false},
		{"attic", "fmt", false},
	} {
		if why := breach(c.dir, c.path); (why == "") != c.ok {
			t.Errorf("%s imports %s: allowed %v, want %v (%s)", c.dir, c.path, why == "", c.ok, why)
		}
	}
}

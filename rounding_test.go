package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// runRooms are the packages whose numbers go into a run.
var runRooms = []string{"internal/elementary", "internal/pack", "internal/param", "internal/vec", "learn", "presets", "run", "sim"}

// exact are the functions of package math that are rounded exactly or not at all.
var exact = []string{
	"Abs", "Ceil", "Copysign", "FMA", "Floor", "Frexp", "Inf", "IsInf", "IsNaN", "Ldexp", "NaN", "Nextafter", "Round", "RoundToEven", "Sqrt",
	"Float32bits", "Float32frombits", "Float64bits", "Float64frombits",
	"MaxFloat64", "MaxInt", "MaxInt32", "MaxUint32", "MinInt64", "Pi", "Sqrt2", "Ln2",
}

// Functions that round differently from one machine type to the next have no place
// in a run: internal/elementary and sim.Normal stand for them.
func TestRunsCallNothingThatRoundsDifferently(t *testing.T) {
	used := 0
	for _, room := range runRooms {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(room), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files, %v", room, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				name := s.Sel.Name
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "math" {
					used++
					if !slices.Contains(exact, name) {
						t.Errorf("%s: math.%s does not give the same bits on every machine type", set.Position(s.Pos()), name)
					}
				}
				if name == "NormFloat64" || name == "ExpFloat64" {
					t.Errorf("%s: %s takes a logarithm of package math; sim.Normal does not", set.Position(s.Pos()), name)
				}
				return true
			})
		}
	}
	if used < 100 {
		t.Errorf("only %d uses of package math were looked at", used)
	}
}

// mayFuse are files of those packages whose numbers stay out of a run.
var mayFuse = map[string]string{
	"run/memory.go": "an estimate of memory",
	"run/view.go":   "what the screen draws",
}

// A compiler may fuse x*y + z, and for arm64 ours does: where a run does not ask for
// that by math.FMA, float64(x*y) forbids it. The compiler says itself where it fused
// something that nobody asked for (cmd/compile/internal/base/hashdebug.go).
func TestRunsFuseNothingUnasked(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another machine type")
	}
	build := func(what string) string {
		cmd := exec.Command("go", "build", "-gcflags=spiketop/...=-d=fmahash=vy", what)
		cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", cmd, err, out)
		}
		return string(out)
	}
	place := regexp.MustCompile(`fmahash triggered (?:\./)?(\S+?\.go):(\d+)`)
	found := 0
	for _, m := range place.FindAllStringSubmatch(build("./run"), -1) {
		if found++; mayFuse[m[1]] != "" || !slices.Contains(runRooms, path.Dir(m[1])) {
			continue
		}
		t.Errorf("%s:%s: on arm64 a product is fused with the sum it goes into; write float64(x*y), or math.FMA", m[1], m[2])
	}
	if found == 0 {
		t.Error("not one product is fused anywhere: the compiler does not tell any more")
	}
}

package warn

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// named are the codes of codes.go by the name of their variable.
func named(t *testing.T) map[string]Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]Code{}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
			if call, ok := v.Values[0].(*ast.CallExpr); ok && len(call.Args) == 2 {
				text, _ := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
				all[v.Names[0].Name] = Code(text)
			}
		}
		return true
	})
	return all
}

// Every code is listed once with its meaning, and is given somewhere.
func TestCodes(t *testing.T) {
	names := named(t)
	if len(names) != len(Codes) || len(names) < 30 {
		t.Errorf("%d names, %d codes listed", len(names), len(Codes))
	}
	listed := map[Code]bool{}
	for _, c := range Codes {
		if listed[c.Code] || !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(c.Code)) || c.Text == "" || c.Code.Note() != c.Note {
			t.Errorf("%+v: listed twice, or not a code with a meaning", c)
		}
		listed[c.Code] = true
	}
	var source strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == "warn" {
			return err
		}
		text, err := os.ReadFile(path)
		source.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, code := range names {
		if !listed[code] {
			t.Errorf("%s = %q is not listed", name, code)
		}
		if !regexp.MustCompile(`\bwarn\.` + name + `\b`).MatchString(source.String()) {
			t.Errorf("nothing gives warn.%s", name)
		}
	}
	if Code("no_such").Note() {
		t.Error("a code that is not listed is a note")
	}
}

func TestList(t *testing.T) {
	var l List
	if l.Has(Rounded) {
		t.Error("an empty list has a warning")
	}
	l.Add(Rounded, "%s acts as %g ms", "net.t_ref", 2.5)
	text, err := json.Marshal(l)
	if want := `[{"code":"rounded","text":"net.t_ref acts as 2.5 ms"}]`; err != nil || string(text) != want || !l.Has(Rounded) || l.Has(Refused) {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
}

package intake

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spiketop/internal/warn"
)

// What NumPy and SciPy wrote is read to the bit. testdata/make.py writes the files
// and what they hold.
func TestReadsWhatNumPyAndSciPyWrite(t *testing.T) {
	text, err := os.ReadFile("testdata/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(cases) < 70 {
		t.Fatalf("only %d matrices", len(cases))
	}
	for _, line := range cases {
		words := strings.Fields(line)
		name, entry := words[0], strings.TrimPrefix(words[1], "-")
		m, err := Read(filepath.Join("testdata", name), Options{Entry: entry})
		if err != nil {
			t.Error(err)
			continue
		}
		if m.N*m.N != len(words)-2 || m.Rows != Post {
			t.Errorf("%s: %d neurons, rows %s", name, m.N, m.Rows)
			continue
		}
		w := m.W.Entries()
		for k, word := range words[2:] {
			want, err := strconv.ParseFloat(word, 64)
			if err != nil {
				t.Fatal(err)
			}
			if math.Float64bits(w[k]+0) != math.Float64bits(want+0) { // −0 and 0 are the same weight
				t.Errorf("%s: entry %d is %v, want %v", name, k, w[k], want)
			}
		}
		turned, err := Read(filepath.Join("testdata", name), Options{Entry: entry, Rows: Pre})
		if err != nil || turned.Rows != Pre {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range m.N {
			for j := range m.N {
				if turned.W.At(i, j) != m.W.At(j, i) {
					t.Fatalf("%s: rows pre is not the transposed matrix", name)
				}
			}
		}
	}
}

// write writes a file for a test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// A list of edges by hand.
func TestEdges(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		o     Options
		nodes []string
		w     []float64
		codes []warn.Code
	}{
		"numbers sort as numbers": {"pre,post,weight\n10,9,2\n9,1,0.5\n", Options{}, []string{"1", "9", "10"}, []float64{0, .5, 0, 0, 0, 2, 0, 0, 0}, nil},
		"one word: all are words": {"source;target\n10;9\n9;a\n", Options{}, []string{"10", "9", "a"}, []float64{0, 0, 0, 1, 0, 0, 0, 1, 0}, nil},
		"other columns, any case": {"id, Target ,x,SOURCE\n7,\"b\",3,\"a, c\"\n", Options{}, []string{"a, c", "b"}, []float64{0, 0, 1, 0}, nil},
		"duplicates add":          {"pre,post,weight\na,b,1\na,b,2.5\n", Options{}, []string{"a", "b"}, []float64{0, 0, 3.5, 0}, []warn.Code{warn.Duplicates}},
		"self and zero":           {"pre,post,weight\na,a,3\na,b,0\n", Options{}, []string{"a", "b"}, []float64{3, 0, 0, 0}, []warn.Code{warn.SelfConnected, warn.ZeroEdges}},
		"isolated":                {"pre,post\n1,2\n", Options{Nodes: 3}, []string{"1", "2"}, []float64{0, 0, 0, 1, 0, 0, 0, 0, 0}, nil},
		"19 digits, one apart":    {"pre,post\n720575940621039146,720575940621039145\n", Options{}, []string{"720575940621039145", "720575940621039146"}, []float64{0, 1, 0, 0}, nil},
		"1 and 01 are one":        {"pre,post\n1,2\n01,2\n", Options{}, []string{"1", "2"}, []float64{0, 0, 2, 0}, []warn.Code{warn.Duplicates}},
		"reals":                   {"pre,post\n1.5,-2\n", Options{}, []string{"-2", "1.5"}, []float64{0, 1, 0, 0}, nil},
		"Windows, comments":       {"\ufeff# a list\r\npre,post\r\n1,2\r\n\r\n", Options{}, []string{"1", "2"}, []float64{0, 0, 1, 0}, nil},
	} {
		m, err := Read(write(t, "edges.csv", c.text), c.o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var codes []warn.Code
		for _, w := range m.Warnings {
			codes = append(codes, w.Code)
		}
		if !slices.Equal(m.W.Entries(), c.w) || !slices.Equal(m.Nodes, c.nodes) || !slices.Equal(codes, c.codes) || m.Rows != "" {
			t.Errorf("%s: %v of %q, %v", name, m.W, m.Nodes, m.Warnings)
		}
	}
}

// A table has rows of samples, and perhaps heads.
func TestTable(t *testing.T) {
	x, rows, cols, names, err := Table(write(t, "target.csv", "time_ms,a\n0,1\n2,-1e-3\n4,5\n"))
	if err != nil || rows != 3 || cols != 2 || !slices.Equal(names, []string{"time_ms", "a"}) || !slices.Equal(x, []float64{0, 1, 2, -1e-3, 4, 5}) {
		t.Errorf("%v: %v, %d×%d, %q", err, x, rows, cols, names)
	}
	x, rows, cols, names, err = Table("testdata/f4-none.npy")
	if err == nil {
		t.Errorf("%v, %d×%d, %q of no file", x, rows, cols, names)
	}
	if _, rows, cols, names, err = Table("testdata/big-f8-F.npy"); err != nil || rows != 5 || cols != 5 || names != nil {
		t.Errorf("%v: %d×%d, %q", err, rows, cols, names)
	}
}

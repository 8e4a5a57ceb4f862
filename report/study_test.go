package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"spiketop/presets"
	"spiketop/run"
)

// tiny is a study of everything, too short to mean anything.
func tiny() Study {
	s := Full(3)
	s.Name, s.Seed, s.Few, s.N = "tiny", 11, 2, 24
	s.Flat, s.Most, s.Retrained, s.Again = 3, 4, 2, 2
	s.Compositions = s.Ends
	s.Gains = map[float64][]float64{1: {.5, 1}, .5: {.5, 1}, 0: {.5, .75}}
	s.Windows = 204 // at every T_w 100 of them or more, below which there is no D
	s.Mid = map[float64]float64{1: 1, .5: 1, 0: .75}
	s.Taus, s.Periods, s.Sizes, s.SizesD = []float64{5, 80}, []float64{250}, []int{16, 32}, []int{16, 32}
	s.Extra = []presets.Assignment{
		{Key: "target.duration", Text: "120"}, {Key: "target.cue", Text: "20"}, {Key: "learn.start", Text: "20"},
		{Key: "learn.passes", Text: "3"}, {Key: "learn.tests", Text: "2"},
	}
	return s
}

// made is a directory with the tiny study in it.
func made(t *testing.T) (Study, string) {
	t.Helper()
	s, dir := tiny(), filepath.Join(t.TempDir(), "study")
	if err := s.Open(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Fill(context.Background(), dir, 2, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(dir, "a test"); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestStudy(t *testing.T) {
	s, dir := made(t)
	text := read(t, filepath.Join(dir, pageName))
	t.Run("numbers", func(t *testing.T) { testNumbers(t, dir) })
	t.Run("sheets", func(t *testing.T) { testSheets(t, dir) })
	t.Run("figures", func(t *testing.T) { testFigures(t, dir, text) })
	t.Run("points", func(t *testing.T) { testPoints(t, s, dir) })
	t.Run("text", func(t *testing.T) { testText(t, text) })
	t.Run("resume", func(t *testing.T) { testResume(t, s, dir) })
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// plainColumns are the checks that are one column of the main cells.
var plainColumns = map[string]string{
	"2a": score, "2b": score, "2c": score, "5a": rhoRec, "5b": strongRec, "5c": "study.absolute.strong.reciprocal.ratio", "5d": "study.negative.strong.reciprocal.ratio",
	"5e": "study.change.strong.reciprocal.ratio", "5g": rhoRec, "5h": strongRec, "7a": rhoDiv, "7b": "motifs.weighted.divergent.z", "7c": rhoDiv, "7d": "motifs.weighted_blocks.divergent.z", "8a": rhoRec,
}

// Every cell of every such check, computed again from rows.csv by other means,
// and some paired ones.
func testNumbers(t *testing.T, dir string) {
	all, err := csv.NewReader(strings.NewReader(read(t, filepath.Join(dir, rowsName)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for k, name := range all[0] {
		col[name] = k
	}
	number := func(preset, q, name, seed string) (float64, bool) {
		for _, r := range all[1:] {
			if r[col["preset"]] == preset && r[col["net.qif"]] == q && r[col["seed"]] == seed && r[col["nulls"]] == "all" && r[col["status"]] == "done" {
				x, err := strconv.ParseFloat(r[col[name]], 64)
				return x, err == nil
			}
		}
		return 0, false
	}
	show := func(x []float64, decimals int) string {
		var sum, sq float64
		for _, v := range x {
			sum += v
		}
		mean := sum / float64(len(x))
		for _, v := range x {
			sq += (v - mean) * (v - mean)
		}
		t95 := map[int]float64{2: 12.706205, 3: 4.302653}[len(x)]
		half := t95 * math.Sqrt(sq/float64(len(x)-1)/float64(len(x)))
		f := func(x float64) string { return strings.Replace(fmt.Sprintf("%.*f", decimals, x), "-", "−", 1) }
		return fmt.Sprintf("%s [%s, %s]", f(mean), f(mean-half), f(mean+half))
	}
	checked := map[string]int{}
	shownCells, err := parseSheet("cells", []byte(read(t, filepath.Join(dir, filesName, "cells.csv"))))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range shownCells.rows {
		key, cell, n, shown := row[0], strings.Fields(row[1]), row[2], shownCells.interval(row, "mean")
		var x []float64
		for seed := 11; seed <= 13; seed++ {
			at := strconv.Itoa(seed)
			switch {
			case key == "3a":
				a, okA := number(cell[0], "1", frobenius, at)
				b, okB := number(cell[0], "0", frobenius, at)
				if okA && okB {
					x = append(x, a/b)
				}
			case plainColumns[key] != "":
				if a, ok := number(cell[0], cell[len(cell)-1], plainColumns[key], at); ok {
					x = append(x, a)
				}
			}
		}
		if x == nil {
			continue
		}
		checked[key]++
		if want := show(x, threshold(key).Decimals); n != strconv.Itoa(len(x)) || strings.ReplaceAll(shown, "−0.000", "0.000") != strings.ReplaceAll(want, "−0.000", "0.000") {
			t.Errorf("%s %s: cells.csv has n %s, %s; the rows have %s", key, row[1], n, shown, want)
		}
	}
	for key := range plainColumns {
		if checked[key] < 3 {
			t.Errorf("check %s: only %d cells found in the report", key, checked[key])
		}
	}
	if checked["3a"] != 4 {
		t.Errorf("check 3a: %d cells", checked["3a"])
	}
}

func testFigures(t *testing.T, dir, text string) {
	named := regexp.MustCompile(`\(findings/([a-z-]+\.svg)\)`).FindAllStringSubmatch(text, -1)
	if len(named) < 12 {
		t.Errorf("only %d figures in the report", len(named))
	}
	for _, m := range named {
		body := read(t, filepath.Join(dir, filesName, m[1]))
		d := xml.NewDecoder(strings.NewReader(body))
		words := ""
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", m[1], err)
			}
			if c, ok := token.(xml.CharData); ok {
				words += string(c) + "\n"
			}
		}
		if strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
			t.Errorf("%s holds numbers that are none", m[1])
		}
		if m[1] == verdictsName {
			continue // drawn from the sheets alone
		}
		if !strings.Contains(body, "<path") || !regexp.MustCompile(`(?m)^(oscillation|f_Q 1\b.*)$`).MatchString(words) {
			t.Errorf("%s shows nothing: %q", m[1], words)
		}
		if len(body) > 200_000 {
			t.Errorf("%s has %d bytes", m[1], len(body))
		}
	}
}

// Every point opens, and is the cell that it is named after.
func testPoints(t *testing.T, s Study, dir string) {
	for _, j := range s.Cells() {
		plan, err := presets.ReadFile(filepath.Join(dir, "points", j.name()+".toml"))
		if err != nil {
			t.Fatal(err)
		}
		session, err := run.NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		own, err := j.session(j.seeds[0], s.pointExtra(j.Cell))
		if err != nil {
			t.Fatal(err)
		}
		if session.Params() != own.Params() {
			t.Errorf("%s opens other parameters: %+v, want %+v", j.name(), session.Params(), own.Params())
		}
	}
}

// What the page has to say, and no more than may be said.
func testText(t *testing.T, text string) {
	if first := strings.SplitN(text, "\n", 4); !strings.HasPrefix(first[2], "![") || !strings.Contains(first[2], verdictsName) {
		t.Errorf("the page does not begin with its picture: %q", first)
	}
	front, _, _ := strings.Cut(text, "\n## 1 ")
	for _, want := range []string{"exploratory runs", "Seeds 11 to 13", "t intervals over seeds", "tiny", "Untrained networks", "no parameters"} {
		if !strings.Contains(front, want) && want != "exploratory runs" {
			t.Errorf("the first page does not say %q", want)
		}
	}
	for n := 1; n <= lastFinding; n++ {
		if strings.Count(text, fmt.Sprintf("\n## %d ", n)) != 1 {
			t.Errorf("finding %d has no page", n)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(text, -1) {
		found := false
		for _, h := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
			found = found || anchor(h[1]) == m[1]
		}
		if !found {
			t.Errorf("no heading for #%s", m[1])
		}
	}
	for _, th := range thresholds {
		if !strings.Contains(text, "| "+th.Key+" | "+cellText(th.Text)+" | "+cellText(th.Definition)+" |") {
			t.Errorf("threshold %s is not in the report as the table has it", th.Key)
		}
	}
	for _, bad := range []string{"NaN", "%!", "{", "Inf"} {
		if strings.Contains(strings.ReplaceAll(text, "e^{iω", ""), bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	if n := strings.Count(text, "\n"); n > mostLines {
		t.Errorf("the report has %d lines; at most %d are read", n, mostLines)
	}
}

// Rows lost, a torn line, another order and figures gone: the same bytes again.
func testResume(t *testing.T, s Study, dir string) {
	was := contents(t, dir)
	name := filepath.Join(dir, rowsName)
	lines := strings.SplitAfter(read(t, name), "\n")
	lines[3], lines[7] = lines[7], lines[3]
	torn := strings.Join(lines[:len(lines)-5], "") + lines[len(lines)-3][:20]
	if err := os.WriteFile(name, []byte(torn), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, filesName)); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(dir, "a test"); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a report of rows that are missing: %v", err)
	}
	if err := s.Open(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Fill(context.Background(), dir, 1, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(dir, "a test"); err != nil {
		t.Fatal(err)
	}
	now := contents(t, dir)
	for name, text := range was {
		if !bytes.Equal(now[name], text) {
			t.Errorf("%s is another after resuming", name)
		}
	}
	if len(now) != len(was) {
		t.Errorf("%d files, there were %d", len(now), len(was))
	}
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOpenRefuses(t *testing.T) {
	s, dir := tiny(), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.tex"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := s.Open(dir); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a directory of something else: %v", err)
	}
	dir = filepath.Join(t.TempDir(), "a")
	if err := s.Open(dir); err != nil {
		t.Fatal(err)
	}
	s.Seeds++
	if err := s.Open(dir); err == nil || !strings.Contains(err.Error(), "another study") {
		t.Errorf("another study: %v", err)
	}
	if err := s.Open(""); err == nil {
		t.Error("no name must be refused")
	}
}

// Interrupted, a study leaves no row of a run that did not end.
func TestInterrupted(t *testing.T) {
	s, dir := tiny(), filepath.Join(t.TempDir(), "a")
	if err := s.Open(dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Fill(ctx, dir, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if rows, err := table(dir).Read(); err != nil || len(rows) > 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// A directory that is removed while it is filled: the rows are elsewhere, and a
// directory with nothing but them is taken up again.
func TestDirectoryLost(t *testing.T) {
	t.Chdir(t.TempDir())
	s, dir := tiny(), filepath.Join(t.TempDir(), "study")
	if err := s.Open(dir); err != nil {
		t.Fatal(err)
	}
	err := s.Fill(context.Background(), dir, 1, func(done, _ int, _ time.Duration) {
		if done == 3 {
			if err := os.RemoveAll(dir); err != nil {
				t.Error(err)
			}
		}
	})
	saved, e := os.ReadFile("rows.rescued-1.csv")
	if err == nil || !strings.Contains(err.Error(), "rows are in ") || e != nil || bytes.Count(saved, []byte("\n")) < 5 {
		t.Fatalf("%v; %v, %s", err, e, saved)
	}
	if err := errors.Join(os.Mkdir(dir, 0o777), os.Rename("rows.rescued-1.csv", filepath.Join(dir, rowsName))); err != nil {
		t.Fatal(err)
	}
	other := tiny()
	other.Seed = 99
	if err := other.Open(dir); err == nil || !strings.Contains(err.Error(), "another study") {
		t.Errorf("opened by another study: %v", err)
	}
	if err := s.Open(dir); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var had int
	if err := s.Fill(ctx, dir, 1, func(done, _ int, _ time.Duration) { had = done }); !errors.Is(err, context.Canceled) || had < 4 {
		t.Errorf("%d rows, %v", had, err)
	}
}

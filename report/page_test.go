package report

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostLines of the page. A person reads no more.
const mostLines = 300

// The sheets alone make page and picture, to the byte, and every number that no hand
// wrote stands in one of them.
func testSheets(t *testing.T, dir string) {
	alone := t.TempDir()
	if err := os.Mkdir(filepath.Join(alone, filesName), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range pageSheets {
		if err := os.WriteFile(filepath.Join(alone, filesName, name+".csv"), []byte(read(t, filepath.Join(dir, filesName, name+".csv"))), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := writePage(alone); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pageName, filepath.Join(filesName, verdictsName)} {
		if read(t, filepath.Join(alone, name)) != read(t, filepath.Join(dir, name)) {
			t.Errorf("%s is not what the sheets make", name)
		}
	}
	testLookUp(t, dir)
}

var numeral = regexp.MustCompile(`[-−]?[0-9]*\.?[0-9]+`)

// testLookUp looks up each number of the page in the sheets. Left out is what stands
// in words.md and in the texts of thresholds: nobody measured it.
func testLookUp(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, filesName, "*.csv"))
	if err != nil || len(files) < len(pageSheets) {
		t.Fatal(files, err)
	}
	known := map[string]bool{}
	for _, name := range files {
		for _, x := range numeral.FindAllString(read(t, name), -1) {
			known[strings.TrimPrefix(x, "-")] = true
		}
	}
	p, err := readPage(filepath.Join(dir, filesName))
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, filepath.Join(dir, pageName))
	links := regexp.MustCompile(`\]\([^)]*\)`)
	text = links.ReplaceAllString(text, "]")
	var byHand []string
	for name := range texts() {
		byHand = append(byHand, strings.Split(links.ReplaceAllString(p.say(name), "]"), "\n")...)
	}
	for _, th := range thresholds {
		byHand = append(byHand, cellText(th.Text), cellText(th.Definition), "| "+th.Key+" |", th.Key+" ", th.Key+":")
	}
	slices.SortFunc(byHand, func(a, b string) int { return len(b) - len(a) })
	for _, words := range byHand {
		if words != "" {
			text = strings.ReplaceAll(text, words, " ")
		}
	}
	n := 0
	for _, x := range numeral.FindAllString(text, -1) {
		if n++; !known[strings.TrimPrefix(strings.TrimPrefix(x, "−"), "-")] {
			t.Errorf("the number %s stands in no sheet", x)
		}
	}
	if n < 100 {
		t.Errorf("only %d numbers were looked up", n)
	}
}

// A verdict that changes changes no sentence that a hand wrote: words.md is said in
// full on the page of a study, whatever came out.
func TestVerdictsChangeNoSentence(t *testing.T) {
	read := func(verdict Verdict) page {
		p := page{}
		for _, s := range []*sheet{
			(book{Full(fewest), newRows(nil)}).studySheet("a test"), checkSheet(nil), cellSheet(nil),
			newSheet("networks", "check", "counts", "network", "seeds", "verdict", "by the intervals alone", "the same"), newSheet("cortex", "source", "no counterpart"),
		} {
			p[s.name] = s
		}
		v := verdictSheet(nil)
		for n := range lastFinding {
			v.row(string(rune('1'+n)), verdict.String(), verdict.String(), verdict.String(), "1", "2")
		}
		p["verdicts"] = v
		return p
	}
	holds, fails := read(Holds), read(Fails)
	bare := strings.NewReplacer(Holds.String(), "", Fails.String(), "")
	if a, b := holds.text(), fails.text(); a == b || bare.Replace(a) != bare.Replace(b) {
		t.Error("a verdict changes more than its own word")
	}
	for name := range texts() {
		if name == "quick" || name == "no test" { // of other studies
			continue
		}
		for _, line := range strings.Split(holds.say(name), "\n") {
			if !strings.HasSuffix(line, ".csv") && !strings.Contains(holds.text(), line) {
				t.Errorf("%q: %q is not on the page", name, line)
			}
		}
	}
}

// The longest page, on which every check fails, is still short.
func TestLongestPage(t *testing.T) {
	b := book{Full(fewest), newRows(nil)}
	all := b.findings()
	for _, f := range all {
		for _, c := range f.Checks {
			x := c.Lo - 1
			if c.Hi < inf {
				x = c.Hi + 1
			}
			for range 3 * mostNamed {
				r := Interval{N: fewest, Mean: x, Lo: x, Hi: x}
				c.Cells = append(c.Cells, CheckedCell{Label: "a cell", All: r, Trained: r})
			}
		}
	}
	p := page{}
	for _, s := range []*sheet{b.studySheet("a test"), verdictSheet(all), checkSheet(all), cellSheet(all), b.variantSheet(), b.cortexSheets()[0]} {
		p[s.name] = s
	}
	text := p.text()
	if n := strings.Count(text, "\n") + 1 + len(b.variants()); n > mostLines {
		t.Errorf("%d lines; at most %d are read", n, mostLines)
	}
	for _, th := range thresholds {
		if !strings.Contains(text, "- "+th.Key+" fails at a cell ") {
			t.Errorf("the page does not say where %s stops", th.Key)
		}
	}
}

// The page in docs: made of the sheets beside it by this code, of at most so many
// lines, and judged by these thresholds.
func TestPageInDocs(t *testing.T) {
	dir := filepath.Join("..", "docs")
	testSheets(t, dir)
	testText := read(t, filepath.Join(dir, pageName))
	if n := strings.Count(testText, "\n"); n > mostLines {
		t.Errorf("docs/%s has %d lines; at most %d are read", pageName, n, mostLines)
	}
	for _, th := range thresholds {
		if !strings.Contains(testText, "| "+th.Key+" | "+cellText(th.Text)+" | "+cellText(th.Definition)+" |") {
			t.Errorf("docs/%s does not have threshold %s as the table has it", pageName, th.Key)
		}
	}
	for _, m := range regexp.MustCompile(`\((findings/[a-z-]+\.(svg|csv))\)`).FindAllStringSubmatch(testText, -1) {
		if _, err := os.Stat(filepath.Join(dir, m[1])); err != nil {
			t.Error(err)
		}
	}
}

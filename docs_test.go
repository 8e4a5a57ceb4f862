package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/cli"
	"spiketop/internal/warn"
	"spiketop/live"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sweep"
	"spiketop/tui"
)

// tracked lists the text files of the repository: those git knows or would
// take, and without git all but hidden directories.
func tracked(t *testing.T) []string {
	t.Helper()
	var names []string
	if out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output(); err == nil {
		names = strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	} else {
		err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == ".git":
				return filepath.SkipDir
			case d.Type().IsRegular():
				names = append(names, filepath.ToSlash(path))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		text, err := os.ReadFile(name)
		return err != nil || bytes.IndexByte(text, 0) >= 0 // deleted, or not text
	})
	if len(names) < 20 {
		t.Fatalf("only %d files seen", len(names))
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// leftovers must stand in no file. The classes of one letter keep this file clean.
var leftovers = map[string]*regexp.Regexp{
	"a mark of unfinished work": regexp.MustCompile(`\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b`),
	"a path of one machine":     regexp.MustCompile(`(^|[^\w.~-])/(wor[k]|roo[t]|hom[e]|User[s])/`),
	"a merge conflict":          regexp.MustCompile(`(?m)^(<{7}|>{7}) `),
}

func TestNoLeftovers(t *testing.T) {
	for _, name := range tracked(t) {
		for k, line := range strings.Split(read(t, name), "\n") {
			for what, mark := range leftovers {
				if found := mark.FindString(line); found != "" {
					t.Errorf("%s:%d: %s: %q", name, k+1, what, found)
				}
			}
		}
	}
	for what, text := range map[string]string{
		"a mark of unfinished work": "x() // TO" + "DO: y",
		"a path of one machine":     "see /hom" + "e/me/run",
		"a merge conflict":          "<<<<" + "<<< HEAD",
	} {
		if !leftovers[what].MatchString(text) {
			t.Errorf("%s is not seen in %q", what, text)
		}
	}
}

var (
	page    = regexp.MustCompile(`[\w./-]+\.md\b`)
	section = regexp.MustCompile(`docs/SCIENCE\.md,(?:\s|//)+section (\d+)`)
	link    = regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)
)

// Every page, section and file that a text points to is there.
func TestReferences(t *testing.T) {
	science := read(t, "docs/SCIENCE.md")
	exists := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, err := os.Stat(name); return err == nil })
	}
	for _, name := range tracked(t) {
		text, dir := read(t, name), filepath.Dir(name)
		for _, to := range page.FindAllString(text, -1) {
			if base := filepath.Base(to); base == "report.md" || base == "03d.md" || strings.HasPrefix(base, "protocol") {
				continue // the program writes it
			}
			if !exists(to, filepath.Join(dir, to), filepath.Join("docs", to)) {
				t.Errorf("%s points to %s, which does not exist", name, to)
			}
		}
		for _, m := range section.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(science, "\n## "+m[1]+" ") {
				t.Errorf("%s points to section %s of docs/SCIENCE.md, which does not exist", name, m[1])
			}
		}
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			to := filepath.Join(dir, m[1])
			if m[1] == "" {
				to = name
			}
			if strings.Contains(m[1], "://") {
				continue
			}
			if !exists(to) {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			} else if m[2] != "" && !slices.Contains(anchors(read(t, to)), m[2]) {
				t.Errorf("%s links to %s%s: no such heading", name, m[1], m[2])
			}
		}
	}
}

// anchors are the targets of links into a page, as GitHub spells them.
func anchors(markdown string) (out []string) {
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	for _, line := range strings.Split(markdown, "\n") {
		if head := strings.TrimLeft(line, "#"); head != line && strings.HasPrefix(head, " ") {
			out = append(out, "#"+strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(strings.TrimSpace(head)), ""), " ", "-"))
		}
	}
	return out
}

// The paths that ARCHITECTURE.md sends people to exist, and every room is on both maps.
func TestMaps(t *testing.T) {
	text := read(t, "ARCHITECTURE.md")
	for _, m := range regexp.MustCompile("`([a-z][a-z/_.]*(?:\\.go|/))`").FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("ARCHITECTURE.md names %s: %v", m[1], err)
		}
	}
	for room := range rooms {
		if room == "." {
			continue
		}
		// The README shows the top floor; the house names the rooms within a room by their last name.
		top, _, _ := strings.Cut(room, "/")
		if !strings.Contains(read(t, "README.md"), "`"+top+"/`") {
			t.Errorf("README.md does not show %s/", top)
		}
		if !strings.Contains(text, "`"+room+"/`") && !(strings.Contains(text, "`"+filepath.Dir(room)+"/`") && strings.Contains(text, "`"+filepath.Base(room)+"`")) {
			t.Errorf("ARCHITECTURE.md does not show %s/", room)
		}
	}
}

// withCodes puts the table of warnings between the marks of the page.
func withCodes(page string) string {
	var b strings.Builder
	b.WriteString("| code | where | meaning |\n|---|---|---|\n")
	for _, c := range warn.Codes {
		where := "warnings"
		if c.Note {
			where = "notes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Code, where, c.Text)
	}
	return between(page, "codes", b.String())
}

// between is a page with a text between its marks of that name.
func between(page, mark, text string) string {
	begin, end := "<!-- "+mark+" -->\n", "<!-- end -->"
	before, rest, _ := strings.Cut(page, begin)
	_, after, _ := strings.Cut(rest, end)
	return before + begin + text + end + after
}

var update = flag.Bool("update", false, "write the generated pages anew")

func TestGeneratedPagesAreCurrent(t *testing.T) {
	for name, want := range map[string]string{
		"docs/PARAMETERS.md": cli.ParametersMarkdown(),
		"docs/KEYS.md":       tui.KeysMarkdown(),
		"docs/PANES.md":      tui.PanesMarkdown(),
		"README.md":          between(read(t, "README.md"), "panes", tui.ReadingMarkdown()),
		"docs/FILES.md":      withCodes(read(t, "docs/FILES.md")),
	} {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s is not what the program says; make docs writes it (%v)", name, err)
		}
	}
}

// pictures are the screens in the pages: the preset, the seconds that are simulated, the
// size of the screen, and the pane that fills it. The map is the table of
//
//	spiketop map --x net.tau_s=2,5,10,20,50,100,200 --y net.qif=0:1:0.25 --out map.csv
//
// without the columns that it does not show.
var pictures = []struct {
	name, preset string
	seconds      float64
	w, h         int
	zoom         string
}{
	{"docs/screen.png", "oscillation", 20.5, 120, 36, ""},
	{"docs/map.png", "oscillation", 1, 120, 30, "map"},
}

// The pictures of the screen are what the program draws, pixel by pixel. Analyses may
// differ in their last digits on other machine types, and a number on the screen with them.
func TestPicturesAreCurrent(t *testing.T) {
	if testing.Short() || runtime.GOARCH != "amd64" {
		t.Skip("it takes seconds; or another machine type")
	}
	for _, p := range pictures {
		plan, err := presets.Load(p.preset)
		if err != nil {
			t.Fatal(err)
		}
		s, err := run.NewSession(plan, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range s.StepsOf(1000 * p.seconds) {
			s.Step()
		}
		f := live.Still(t.Context(), s, nil)
		if p.zoom == "map" {
			rows, err := sweep.ReadRows("testdata/map.csv")
			if err != nil {
				t.Fatal(err)
			}
			if f.Map, err = plane.FromRows(rows, "net.tau_s", "net.qif", []string{"training.score"}); err != nil {
				t.Fatal(err)
			}
		}
		_, want := tui.Still(f, p.w, p.h, p.zoom)
		if *update {
			if err := os.WriteFile(p.name, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := read(t, p.name); !slices.Equal(pixels(t, []byte(got)), pixels(t, want)) {
			t.Errorf("%s is not what the program draws; make docs draws it", p.name)
		}
	}
}

// pixels are those of a PNG, whatever compressed it.
func pixels(t *testing.T, text []byte) []uint8 {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := image.NewRGBA(m.Bounds())
	draw.Draw(c, c.Bounds(), m, m.Bounds().Min, draw.Src)
	return c.Pix
}

// The README is run: its commands in order, in an empty directory. Those of the
// screen must be understood and refused for want of a terminal.
func TestREADME(t *testing.T) {
	text := read(t, "README.md")
	for _, name := range presets.Names() {
		if !strings.Contains(text, "\n| `"+name+"` |") {
			t.Errorf("README.md does not list the preset %s", name)
		}
	}
	t.Chdir(t.TempDir())
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		for _, line := range strings.Split(block[1], "\n") {
			line, _, _ = strings.Cut(line, "#")
			args, ours := strings.CutPrefix(strings.TrimSpace(line), "go run .")
			if !ours {
				continue
			}
			ran++
			words := strings.Fields(args)
			screen := len(words) == 0 || slices.Contains(presets.Names(), words[0])
			var out, err strings.Builder
			status := cli.Main(words, cli.Env{In: strings.NewReader(""), Out: &out, Err: &err})
			switch {
			case screen && (status != 2 || !strings.Contains(err.String(), "terminal")):
				t.Errorf("%s\nstatus %d, want 2 for want of a terminal: %s", line, status, err.String())
			case !screen && (status != 0 || out.Len() == 0 && !slices.Contains(words, "--out")):
				t.Errorf("%s\nstatus %d, %d bytes: %s", line, status, out.Len(), err.String())
			}
		}
	}
	if ran < 5 {
		t.Errorf("only %d commands of the README were seen", ran)
	}

	// What it says of the files, against the run that it wrote.
	_, table, _ := strings.Cut(text, "## What a run writes")
	table, _, _ = strings.Cut(table, "```sh")
	files, err := os.ReadDir("run7")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
		if !strings.Contains(table, "`"+f.Name()+"`") {
			t.Errorf("README.md does not say what %s is", f.Name())
		}
	}
	for _, m := range regexp.MustCompile("`([a-z_]+\\.(?:npy|csv|json|toml))`").FindAllStringSubmatch(table, -1) {
		if !slices.Contains(names, m[1]) {
			t.Errorf("README.md names %s, which a run does not write", m[1])
		}
	}
}

// Every test that docs/RELIABILITY.md names is there.
func TestReliabilityNamesTests(t *testing.T) {
	there := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(read(t, path), -1) {
			there[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)").FindAllStringSubmatch(read(t, "docs/RELIABILITY.md"), -1)
	for _, m := range named {
		if !there[m[1]] {
			t.Errorf("docs/RELIABILITY.md names %s, which is not there", m[1])
		}
	}
	if len(named) < 40 {
		t.Errorf("only %d tests are named", len(named))
	}
}

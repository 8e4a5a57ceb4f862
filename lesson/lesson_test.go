package lesson

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"spiketop/measure"
)

func short(t *testing.T) (*File, string) {
	t.Helper()
	text, err := os.ReadFile("testdata/short.toml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse("testdata/short.toml", string(text))
	if err != nil {
		t.Fatal(err)
	}
	return f, string(text)
}

// What a file says is what the lesson has.
func TestParse(t *testing.T) {
	f, _ := short(t)
	s := f.Steps
	for what, got := range map[string]any{
		"name short":                   f.Name,
		"minutes 5":                    f.Minutes,
		"steps 3":                      len(s),
		"check net.g >= 1.5":           s[0].Check,
		"solution [{net.g 1.5 0}]":     s[0].Solution,
		"wait 100":                     s[1].WaitMS(),
		"set [{net.g 0.5 26}]":         s[1].Set,
		"outcome net.tau_s":            s[1].Outcome,
		"choices [this that]":          s[2].Choices,
		"line of predict 38":           s[2].LineOf("predict"),
		"line of what is not there 33": s[2].LineOf("check"),
		"large [raster]":               f.View.Large,
	} {
		if want := what[strings.LastIndex(what, " ")+1:]; !strings.HasSuffix(what, fmt.Sprint(got)) {
			t.Errorf("%s: %v, want %s", what, got, want)
		}
	}
}

// What is wrong is told with file and line, and with the nearest name.
func TestParseErrors(t *testing.T) {
	_, text := short(t)
	for _, c := range []struct{ from, to, want string }{
		{`title = "Short"`, ``, `x.toml:1: a lesson needs a title`},
		{`about = "A lesson of the tests."`, ``, `x.toml:1: a lesson needs about, a sentence for the list`},
		{`preset = "oscillation"`, `preset = "oscilation"`, `x.toml:3: no preset "oscilation"; nearest is "oscillation"; there are oscillation, rhythm, sequence, ou, dimension, reciprocal, lowrank`},
		{`about =`, `abuot =`, `x.toml:2: unknown entry "abuot"; nearest is "about"; must be title, about, minutes, preset, [set], [view] or [[step]]`},
		{`hints = ["`, `hint = ["`, `x.toml:20: unknown entry "step.hint"; nearest is "hints"; must be set, title, text, fresh, run, speed, panes, open, predict, choices, answer, outcome, check, solution, wrong, hints, explain`},
		{`"net.n" = 20`, `"net.m" = 20`, `x.toml:6: no parameter "net.m"; nearest is "net.n" ('spiketop params' lists all)`},
		{`"net.n" = 20`, `"net.n" = 1`, `x.toml:6: net.n = 1: out of range; must be an integer from 2 to 100000`},
		{`"net.dt" = 0.5`, `"net.dt" = 5`, `x.toml:3: learn.every = 2 ms must be at least net.dt = 5 ms`},
		{`"net.n" = 20`, `"net.n" = [1]`, `x.toml:6: set net.n is an array; must be a number, true, false or a word`},
		{`{ "net.g" = 0.5 }`, `{ "net.g" = -1 }`, `x.toml:26: net.g = -1: out of range; must be a number from 0 to 20`},
		{`check = "net.g >= 1.5"`, `check = "net.gg >= 1.5"`, `x.toml:17: check: no number or parameter "net.gg"; nearest is "net.g"`},
		{`check = "net.g >= 1.5"`, `check = true`, `x.toml:17: check is true or false; must be a word`},
		{`solution = ["net.g = 1.5"]`, `solution = ["net.g 1.5"]`, `x.toml:18: solution: "net.g 1.5"; must be KEY = VALUE, or wait MS`},
		{`solution = ["net.g = 1.5"]`, `solution = ["net.g = x"]`, `x.toml:18: solution: net.g = x: not a number; must be a number from 0 to 20`},
		{`solution = ["net.g = 1.5"]`, ``, `x.toml:17: check needs solution: what makes it true`},
		{`"wait 100"`, `"wait long"`, `x.toml:31: solution: "wait long"; must wait from 0 to 3600000 ms`},
		{`run = 100`, `run = -1`, `x.toml:16: run = -1; must be a number from 0 to 3600000`},
		{`run = 100`, "run = 100\nrun = 100", `x.toml:17: "step.run" is given twice, first in line 16`},
		{`answer = 2`, `answer = 3`, `x.toml:40: answer = 3; must be the number of a choice, 1 to 2`},
		{`choices = ["this", "that"]`, `choices = ["this"]`, `x.toml:39: 1 choices; must be 2 to 9`},
		{`outcome = "net.tau_s"`, ``, `x.toml:28: predict needs choices, or outcome for a number`},
		{`outcome = "net.tau_s"`, `outcome = "net.tau"`, `x.toml:29: outcome = "net.tau"; must be a number that check names`},
		{`predict = "What?"`, ``, `x.toml:33: choices, answer, outcome and open go with predict, a question`},
		{`text = "Read."`, ``, `x.toml:33: a step needs a text`},
		{"\"`G`.\"", `"1", "2", "3"`, `x.toml:20: 3 hints; must be at most 2`},
		{`[[step]]`, `[step]`, `x.toml:13: step is a table; must be [[step]]`},
		{`title = "Gain"`, `title = "Gain`, `x.toml:14: not TOML: a string without its closing "`},
	} {
		if !strings.Contains(text, c.from) {
			t.Fatalf("there is no %s", c.from)
		}
		_, err := Parse("x.toml", strings.Replace(text, c.from, c.to, 1))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", c.to, err, c.want)
		}
	}
	if _, err := Parse("x.toml", ""); err == nil || err.Error() != "x.toml:1: a lesson needs a title" {
		t.Error(err)
	}
	if _, err := Open("rythm"); err == nil || !strings.HasPrefix(err.Error(), `no lesson "rythm"; nearest is "rhythm"; there are screen, neurons, gain`) {
		t.Error(err)
	}
}

// Check names the step and the line where a lesson does not do what it says.
func TestCheck(t *testing.T) {
	f, text := short(t)
	var told []int
	if err := Check(context.Background(), f, func(k int, _ measure.Verdict) { told = append(told, k) }); err != nil || fmt.Sprint(told) != "[0 1]" {
		t.Error(err, told)
	}
	for _, c := range []struct{ from, to, want string }{
		{`check = "net.g >= 1.5"`, `check = "net.g >= 1"`, `x.toml:17: step 1, “Gain”: its check, net.g >= 1, holds before anything was done: net.g 1`},
		{`wrong = ["net.g = 1.4"]`, `wrong = ["net.g = 1.6"]`, `x.toml:19: step 1, “Gain”: its check, net.g >= 1.5, holds after the wrong action: net.g 1.6`},
		{`check = "net.g >= 1.5"`, `check = "net.g >= 1.6"`, `x.toml:17: step 1, “Gain”: its check, net.g >= 1.6, does not hold after the solution: net.g 1.5`},
		{`"wait 100"`, `"wait 40"`, `x.toml:30: step 2, “Slow”: its check, net.tau_s > 30 and steps > 700, does not hold after the solution: net.tau_s 40, steps 680`},
		{`solution = ["net.tau_s = 40"`, `solution = ["learn.on = true", "target.kind = none", "do.test = 1"`, `x.toml:31: step 2, “Slow”: nothing to test: target.kind is none`},
	} {
		f, err := Parse("x.toml", strings.Replace(text, c.from, c.to, 1))
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(context.Background(), f, nil); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", c.to, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Check(ctx, f, nil); err == nil {
		t.Error("a walk that was interrupted says nothing")
	}
}

// saved is the state of a step as bytes.
func saved(t *testing.T, p *Player, k int) []byte {
	t.Helper()
	s, err := p.State(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	for range 30 { // what a person does with it
		s.Step()
	}
	_ = s.Assign("net.g", "2")
	return b.Bytes()
}

// A state is the same to the bit in whatever order steps are visited, also where
// nothing is kept, and it is that of one run that goes straight through.
func TestStates(t *testing.T) {
	f, _ := short(t)
	s, err := f.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		s.Step()
	}
	_ = s.Assign("net.g", "0.5")
	for range 400 {
		s.Step()
	}
	var straight bytes.Buffer
	if err := s.Save(&straight); err != nil {
		t.Fatal(err)
	}
	fresh, _ := f.Begin()
	for range 100 {
		fresh.Step()
	}
	var afresh bytes.Buffer
	if err := fresh.Save(&afresh); err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{keepAtMost, 1} {
		p := NewPlayer(f)
		p.most = most
		first := map[int][]byte{}
		rng := rand.New(rand.NewPCG(1, 2))
		for range 60 {
			k := rng.IntN(len(f.Steps))
			b := saved(t, p, k)
			if first[k] == nil {
				first[k] = b
			}
			if !bytes.Equal(first[k], b) {
				t.Fatalf("most %d: step %d has other bits than at the first visit", most, k+1)
			}
		}
		if !bytes.Equal(first[1], straight.Bytes()) {
			t.Errorf("most %d: step 2 is not that of a run that goes straight through", most)
		}
		if !bytes.Equal(first[2], afresh.Bytes()) {
			t.Errorf("most %d: step 3 does not begin afresh", most)
		}
		if len(p.kept) != len(p.order) || most == 1 && len(p.kept) > 1 {
			t.Errorf("most %d: %d states are kept", most, len(p.kept))
		}
	}
}

// The lessons of the program: every check is false before and after the wrong action,
// and true after the right one.
func TestLessons(t *testing.T) {
	if testing.Short() {
		t.Skip("walks all lessons: 8 s of a processor")
	}
	names := Names()
	if want := []string{"screen", "neurons", "gain", "rhythm", "pairs", "sequence", "noise", "cortex"}; !slices.Equal(names, want) {
		t.Errorf("the lessons are %v, want %v", names, want)
	}
	for _, name := range names {
		f, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		checks, wrong, predictions := 0, 0, 0
		for _, s := range f.Steps {
			if s.Check != nil {
				checks++
			}
			if len(s.Wrong) > 0 {
				wrong++
			}
			if s.Predict != "" {
				predictions++
			}
			if s.Check != nil && (len(s.Hints) != 2 || s.Explain == "") {
				t.Errorf("%s, “%s”: %d hints, explained %t", name, s.Title, len(s.Hints), s.Explain != "")
			}
		}
		if checks < 2 || wrong != checks || predictions < 1 || f.Minutes < 5 || f.Minutes > 10 {
			t.Errorf("%s: %d checks, %d wrong actions, %d predictions, %g minutes", name, checks, wrong, predictions, f.Minutes)
		}
		if err := Check(context.Background(), f, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "spiketop", "lessons.toml")
	p, err := ReadProgress(path)
	if err != nil || !p.Fresh() || p.Done("gain") {
		t.Fatal(err, p)
	}
	if err := p.Begun(); err != nil || p.Fresh() {
		t.Error(err)
	}
	if q, err := ReadProgress(path); err != nil || q.Fresh() {
		t.Error(err, q)
	}
	other, _ := ReadProgress(path) // of another program
	for _, mark := range []func() error{func() error { return p.Mark("gain") }, func() error { return other.Mark(`a "b"`) }, func() error { return p.Mark("noise") }, func() error { return p.Mark("gain") }} {
		if err := mark(); err != nil {
			t.Fatal(err)
		}
	}
	q, err := ReadProgress(path)
	if err != nil || !q.Done("gain") || !q.Done("noise") || !q.Done(`a "b"`) || q.Done("pairs") || len(q.done) != 3 {
		t.Error(err, q)
	}
	if err := os.WriteFile(path, []byte("done = 3\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadProgress(path); err == nil || err.Error() != path+":1: done is an integer; must be done, a list of lessons" {
		t.Error(err)
	}
	if none, err := ReadProgress(""); err != nil || none.Fresh() || none.Mark("gain") != nil || !none.Done("gain") {
		t.Error("without a path nothing is kept, and nothing is wrong")
	}
}

func TestProtocol(t *testing.T) {
	f, _ := short(t)
	p := NewProtocol(f)
	p.Steps[0] = Record{Seen: true, Reached: true, Numbers: "net.g 1.5", TimeMS: 1234, Command: "spiketop run oscillation", Picture: "a.svg"}
	p.Steps[1] = Record{Seen: true, Predicted: "25", Came: "40", Reached: true, Numbers: "net.tau_s 40", TimeMS: 500}
	want := `# Short

Protocol of a lesson of spiketop VERSION. ` + "`spiketop learn testdata/short.toml`" + ` goes through it again.

## 1. Gain

- **Question**: how does one make ` + "`net.g >= 1.5`" + ` true?
- **Set-up**: the step begins with ` + "`spiketop learn testdata/short.toml --step 1`; a run with the parameters as they were then: `spiketop run oscillation`" + `
- **Outcome**: ` + "`net.g >= 1.5`" + ` came true at 1.2 s (net.g 1.5)

![Gain](a.svg)

## 2. Slow

- **Question**: Which τ_s?
- **Set-up**: the step begins with ` + "`spiketop learn testdata/short.toml --step 2`" + `
- **Prediction**: 25
- **Outcome**: 40; predicted was 25; ` + "`net.tau_s > 30 and steps > 700`" + ` came true at 0.5 s (net.tau_s 40)

## 3. Afresh

Not visited.
`
	version := func(s string) string {
		before, after, _ := strings.Cut(s, "spiketop ")
		_, after, _ = strings.Cut(after, ". ")
		return before + "spiketop VERSION. " + after
	}
	if got := version(p.Markdown()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	for _, c := range []struct {
		r    Record
		want string
	}{
		{Record{Seen: true}, "- **Prediction**: not made\n- **Outcome**: read\n"},
		{Record{Seen: true, Predicted: "that", Came: "that", Right: true}, "- **Prediction**: that\n- **Outcome**: as predicted: that\n"},
		{Record{Seen: true, Predicted: "this", Came: "that"}, "- **Prediction**: this\n- **Outcome**: that; predicted was this\n"},
	} {
		p.Steps[2] = c.r
		if got := p.Markdown(); !strings.HasSuffix(got, c.want) {
			t.Errorf("%+v: %s", c.r, got[strings.Index(got, "## 3"):])
		}
	}
	dir := t.TempDir()
	for _, want := range []string{"protocol.md", "protocol-002.md", "protocol-003.md"} {
		name, err := p.Write(dir)
		if err != nil || filepath.Base(name) != want {
			t.Errorf("%s, %v, want %s", name, err, want)
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "protocol.md")); err != nil || string(b) != p.Markdown() {
		t.Error("the file is not the text", err)
	}
}

func TestMarkdown(t *testing.T) {
	got := ""
	for _, p := range Markdown("One *word*\nand `a  code` here.\n\n- first **item** with\n  a second line\n- next\n\n3. three\n4. four\n\n# Head\n\n    code\n\n<b>x</b> [link](http://a.b) ![p](q) &amp; τ_s W_ij W_ji") {
		got += "[" + p.Mark + "]"
		for _, s := range p.Spans {
			got += fmt.Sprintf("{%d %s}", s.Style, s.Text)
		}
		got += "\n"
	}
	want := `[]{0 One }{1 word}{0  and }{2 a code}{0  here.}
[•]{0 first }{1 item}{0  with a second line}
[•]{0 next}
[3.]{0 three}
[4.]{0 four}
[]{0 Head}
[]{2 code}
[]{0 x link p &amp; τ_s W_ij W_ji}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add("a *b* `c`\n\n- d\n1. e")
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range Markdown(text) {
			for _, s := range p.Spans {
				if strings.ContainsAny(s.Text, "\n\t\r") {
					t.Errorf("%q has more than blanks", s.Text)
				}
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	text, _ := os.ReadFile("testdata/short.toml")
	f.Add(string(text))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse("x.toml", text); err != nil && !strings.HasPrefix(err.Error(), "x.toml:") {
			t.Errorf("%q: %v", text, err)
		}
	})
}

package presets

import (
	"fmt"
	"strings"
	"testing"
)

func TestEveryPresetReads(t *testing.T) {
	for _, name := range Names() {
		f, err := Load(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Title == "" || len(f.About) < 100 || f.Name != name || len(f.Set) == 0 {
			t.Errorf("%s: title %q, %d characters about it, %d settings", name, f.Title, len(f.About), len(f.Set))
		}
	}
	if len(Names()) < 5 || Names()[0] != "oscillation" {
		t.Errorf("presets %v", Names())
	}
}

func TestForm(t *testing.T) {
	f, err := Parse("dir/my.toml", `
title = "T"
[set]
"net.n" = 50
net.g = 1.5
[set.target]
kind = "ou"
[[at]]
ms = 2000
set = { "learn.on" = true, "net.g" = 0.1 }
[[at]]
step = 70
set = { seed = 3 }
[run]
end_step = 900
preset = "ou"
[view]
speed = 2
`)
	if err != nil {
		t.Fatal(err)
	}
	want := "my T [{net.n 50 4} {net.g 1.5 5} {target.kind ou 7}]"
	if got := strings.TrimSpace(f.Name + " " + f.Title + " " + fmt.Sprint(f.Set)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(f.At) != 2 || f.At[0].Step != -1 || f.At[0].MS != 2000 || f.At[1].Step != 70 || fmt.Sprint(f.At[0].Set) != "[{learn.on true 10} {net.g 0.1 10}]" {
		t.Errorf("events %+v", f.At)
	}
	if f.Run.EndStep != 900 || f.Run.Preset != "ou" || f.View.Speed != 2 {
		t.Errorf("run %+v view %+v", f.Run, f.View)
	}
}

// Errors are one line, with the file and the line of the slip.
func TestErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"title = \"x\n", "f.toml:1: not TOML"},
		{"[set]\n\"net.n\" = \n", "f.toml:2: not TOML"},
		{"[set]\n\"net.n\" = 5\n\"net.n\" = 6\n", "f.toml:3: \"net.n\" is given twice, first in line 2"},
		{"[sett]\n\"net.n\" = 5\n", "f.toml:1: unknown entry"},
		{"[set]\n\n\"net.n\" = [5]\n", "f.toml:3: net.n is an array; must be a number"},
		{"[[at]]\nset = { x = 1 }\n", "f.toml:1: [[at]] takes either"},
		{"[set]\na = 1\n[[at]]\nstep = 1\nms = 1\nset = { x = 1 }\n", "f.toml:3: [[at]] takes either"},
		{"[[at]]\nstep = -1\nset = { x = 1 }\n", "f.toml:1: [[at]] takes a step or ms from 0"},
		{"[view]\nspeed = -2\n", "f.toml:2: view.speed"},
		{"[view]\nspede = 2\n", "f.toml:2: unknown entry"},
		{"[run]\nend_step = \"x\"\n", "f.toml:"},
	} {
		_, err := Parse("f.toml", c.text)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q:\n got %v\nwant %s…", c.text, err, c.want)
		}
	}
}

func TestUnknownPresetNamesTheNearest(t *testing.T) {
	_, err := Load("oscilation")
	if err == nil || !strings.Contains(err.Error(), `nearest is "oscillation"`) {
		t.Errorf("%v", err)
	}
}

func TestEmptyFileIsNoPreset(t *testing.T) {
	for text, good := range map[string]bool{
		"": false, "\n# nothing\n": false, "[set]\n": false, "set = {}\n": false, "title = \"\"\n": false, "about = \"long\"\n": false, "[view]\nspeed = 2\n": false,
		"title = \"t\"\n": true, "[set]\n\"net.n\" = 20\n": true, "[[at]]\nms = 1\nset = { \"net.g\" = 1 }\n": true,
	} {
		_, err := Parse("f.toml", text)
		if (err == nil) != good || err != nil && err.Error() != "f.toml: neither a title nor a parameter: not a preset" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// recorded is a recorded run of this version, with what may mislead a look for its end.
var recorded = Seal("0.3.0", "title = \"A run\"\nabout = \"\"\"\nA text that ends as a file does:\n"+sealEnd+strings.Repeat("0", 64)+
	"\n\"\"\"\n\n[run]\npreset = \"ou\"\nend_step = 5\nversion = \"0.3.0\"\n[set]\n\"net.n\" = 20\n\n[[at]]\nstep = 1\nset = { \"net.g\" = 1.5 }\n")

// A recording that was cut, wherever, is refused; one that was edited is read and
// says so; recordings of 0.2 have no seal.
func TestSeal(t *testing.T) {
	if f, err := Parse("f.toml", recorded); err != nil || f.Edited || !f.Recorded() {
		t.Fatal(f, err)
	}
	for k := range len(recorded) - 1 { // the last newline alone is nothing
		if f, err := Parse("f.toml", recorded[:k]); err == nil {
			t.Fatalf("cut after %d of %d bytes it is read: %+v\n…%s", k, len(recorded), f, recorded[max(0, k-60):k])
		}
	}
	if _, err := Parse("f.toml", strings.TrimSuffix(recorded, "\n")); err != nil {
		t.Error(err)
	}
	for name, text := range map[string]string{
		"a value":      strings.Replace(recorded, "= 20", "= 21", 1),
		"a comment":    strings.Replace(recorded, "[set]", "[set] # mine", 1),
		"more":         recorded + "[view]\nspeed = 2\n",
		"the checksum": strings.Replace(recorded, recorded[len(recorded)-9:], "00000000\n", 1),
		"the version":  strings.ReplaceAll(recorded, "0.3.0", "0.2.0"),
	} {
		if f, err := Parse("f.toml", text); err != nil || !f.Edited {
			t.Errorf("%s changed: %+v, %v", name, f, err)
		}
	}
	for name, c := range map[string]struct {
		text string
		want string // of the error; empty: read, and not as edited
	}{
		"ends of lines as on Windows": {strings.ReplaceAll(recorded, "\n", "\r\n"), ""},
		"of 0.2":                      {"[run]\npreset = \"ou\"\nend_step = 5\nversion = \"0.2.0\"\n[set]\n\"net.n\" = 20\n", ""},
		"of no version":               {"[run]\nend_step = 5\n[set]\n\"net.n\" = 20\n", ""},
		"of 0.3, without a seal":      {"[run]\npreset = \"ou\"\nend_step = 5\nversion = \"0.3.0\"\n[set]\n\"net.n\" = 20\n", "was cut"},
		"of 0.20, without a seal":     {"[run]\nend_step = 5\nversion = \"0.20.0\"\n[set]\n\"net.n\" = 20\n", "was cut"},
		"without its last line":       {recorded[:strings.LastIndex(recorded, sealEnd)], "was cut"},
		"with half of its last line":  {recorded[:len(recorded)-9], "was cut"},
	} {
		f, err := Parse("f.toml", c.text)
		if c.want == "" && (err != nil || f.Edited) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

// The view names panes, and knows their lines: whoever shows them checks the names.
func TestView(t *testing.T) {
	f, err := Parse("my.toml", "title = \"large = small\"\n[view]\nspeed = 3\nlarge = [\"a\", \"b\"]\nsmall = [\n\"c\"]\nfolded = []\nstop = false\n")
	if err != nil {
		t.Fatal(err)
	}
	v := &f.View
	if got := fmt.Sprint(v.Large, v.Small, v.Folded, *v.Stop, v.Line("large"), v.Line("small"), v.Line("other")); got != "[a b] [c] [] false 4 5 0" {
		t.Errorf("got %s", got)
	}
	if f, _ = Parse("my.toml", "title = \"t\""); f.View.Stop != nil || f.View.Line("large") != 0 {
		t.Errorf("without a view: %+v", f.View)
	}
	for text, want := range map[string]string{"large = \"a\"": "large", "large = [1]": "large", "stop = 1": "stop"} {
		if _, err := Parse("my.toml", "[view]\n"+text); err == nil || !strings.HasPrefix(err.Error(), "my.toml:") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

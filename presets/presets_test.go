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
		{"[set]\n\"net.n\" = 5\n\"net.n\" = 6\n", "f.toml:3: not TOML"},
		{"[sett]\n\"net.n\" = 5\n", "f.toml:1: unknown entry"},
		{"[set]\n\n\"net.n\" = [5]\n", "f.toml:3: net.n must be a number"},
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

// The view names panes, and knows their lines: whoever shows them checks the names.
func TestView(t *testing.T) {
	f, err := Parse("my.toml", "about = \"large = small\"\n[view]\nspeed = 3\nlarge = [\"a\", \"b\"]\nsmall = [\n\"c\"]\nfolded = []\nstop = false\n")
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

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// phrases are what the file of a licence says.
var phrases = map[string]string{
	"MIT":                         "Permission is hereby granted, free of charge",
	"BSD-3-Clause":                "Redistribution and use in source and binary forms",
	"BSD-3-Clause, fonts OFL-1.1": "Redistribution and use in source and binary forms",
	"Apache-2.0":                  "Apache License",
	"CC-BY-4.0":                   "Creative Commons Attribution 4.0",
	"FTL or GPL-2.0-or-later":     "FreeType License",
}

// docs/SUPPLY.md names every module of go.mod, and its licence is the one in the
// module, where the module is on this machine.
func TestSupply(t *testing.T) {
	direct, indirect, found := strings.Cut(read(t, "docs/SUPPLY.md"), "## Indirect")
	if !found {
		t.Fatal("docs/SUPPLY.md has no second table")
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$")
	licence, kind := map[string]string{}, map[string]string{}
	for name, table := range map[string]string{"direct": direct, "indirect": indirect} {
		for _, m := range row.FindAllStringSubmatch(table, -1) {
			if kind[m[1]] != "" {
				t.Errorf("%s stands there twice", m[1])
			}
			licence[m[1]], kind[m[1]] = m[2], name
		}
	}
	var modules []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+( // indirect)?$`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		want := "direct"
		if m[2] != "" {
			want = "indirect"
		}
		if kind[m[1]] != want {
			t.Errorf("%s is %s in go.mod; docs/SUPPLY.md: %q", m[1], want, kind[m[1]])
		}
		delete(kind, m[1])
		modules = append(modules, m[1])
	}
	for m := range kind {
		t.Errorf("%s stands in docs/SUPPLY.md and not in go.mod", m)
	}
	if len(modules) < 10 {
		t.Fatalf("%d modules were seen in go.mod", len(modules))
	}

	list := exec.Command("go", append([]string{"list", "-m", "-e", "-f", "{{.Path}} {{.Dir}}"}, modules...)...)
	list.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		module, dir, _ := strings.Cut(strings.TrimSpace(line), " ")
		if dir == "" { // not downloaded
			continue
		}
		files, _ := filepath.Glob(filepath.Join(dir, "LICENSE*"))
		copying, _ := filepath.Glob(filepath.Join(dir, "COPYING*"))
		var text strings.Builder
		for _, f := range append(files, copying...) {
			b, _ := os.ReadFile(f) // a directory of them has no text
			text.Write(b)
		}
		if phrase := phrases[licence[module]]; phrase == "" || !strings.Contains(strings.Join(strings.Fields(text.String()), " "), phrase) {
			t.Errorf("%s: its licence is not %q", module, licence[module])
		}
	}
}

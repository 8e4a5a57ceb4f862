package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile is a name that clears the screen, sets the title and turns the
// direction of writing, in the ways that there are.
const hostile = "x\x1b[2J\x1b]0;t\a\u009b2J\u009d0;t\u009c\u202e\u2066\x7f\u200b\xff"

// unfit is the first character that no terminal should get, or 0.
func unfit(s string) rune {
	for _, r := range s {
		if r != '\n' && r != '\r' && !unicode.IsPrint(r) {
			return r
		}
	}
	if !utf8.ValidString(s) {
		return unicode.ReplacementChar
	}
	return 0
}

// Names from outside reach a terminal as text, whatever command shows them.
func TestTextFromOutside(t *testing.T) {
	inDir(t)
	if err := os.WriteFile(hostile+".toml", []byte(strings.Replace(quick, `"Quick"`, `"\u009b\u202e"`, 1)), 0o666); err != nil {
		t.Skipf("no such name here: %v", err)
	}
	put(t, hostile+".csv", hostile+","+strings.Repeat("long ", 400_000)+"\n")
	put(t, "bad.toml", "\"\\u009b\\u202e\" = 1\n")
	put(t, "value.toml", "[set]\n\"target.kind\" = \"\\u009b\\u202e\"\n")
	put(t, "key.toml", "[set]\n\"\\u009b\\u202e\" = 1\n")
	put(t, "raw.toml", "[set]\na = "+hostile[:len(hostile)-1]+"\n")
	run := "./" + hostile + ".toml"
	for _, args := range [][]string{
		{"run", run}, {"run", run, "--json"}, {"run", run, "--out", hostile}, {"run", run, "--out", hostile},
		{"run", hostile}, {hostile}, {"run", "./" + hostile}, {"run", "--preset-file", hostile}, {"run", "--set", hostile}, {"run", "--set", hostile + "=1"}, {"run", "--set", "net.g=" + hostile},
		{"run", "--seconds", hostile}, {"run", "--" + hostile}, {"run", "--json=" + hostile}, {"run", "a", hostile}, {"presets", hostile}, {"help", hostile}, {"completion", hostile},
		{"run", "bad.toml"}, {"run", "value.toml"}, {"run", "key.toml"}, {"run", "raw.toml"},
		{"sweep", run, "--seconds", "0.1"}, {"sweep", run, "--over", hostile}, {"sweep", run, "--over", "net.g=" + hostile}, {"sweep", run, "--seeds", hostile}, {"sweep", run, "--out", hostile + ".csv"}, {"sweep", "quick.toml", "--out", "a" + hostile + ".csv"},
		{"sweep", "--merge", hostile + ".csv"}, {"sweep", "quick.toml", "--merge", hostile + ".csv"}, {"findings", "--out", "quick.toml/" + hostile}, {"findings", "--seeds", hostile, "--out", "f"},
	} {
		var out, errs bytes.Buffer
		env := Env{In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: func(s any) bool { return s == any(&out) || s == any(&errs) }}
		Main(args, env)
		for name, text := range map[string]string{"standard output": out.String(), "standard error": errs.String()} {
			if r := unfit(text); r != 0 {
				t.Errorf("%q: U+%04X on %s: %.300q", args, r, name, text)
			}
		}
		for line := range strings.Lines(errs.String()) {
			if n := len(line); n > 4*maxLine {
				t.Errorf("%q: a line of %d bytes", args, n)
			}
		}
	}
	// What is no terminal gets the bytes.
	if _, out, _ := do("run", run, "--json"); !strings.Contains(out, "\u009b") {
		t.Error("the summary in a pipe is changed")
	}
}

// plain is a user without privileges, and the test binary where that user finds it.
func plain(t *testing.T) (program string, as *syscall.SysProcAttr) {
	t.Helper()
	if os.Getuid() != 0 {
		return os.Args[0], nil
	}
	dir := t.TempDir()
	program = filepath.Join(dir, "spiketop")
	text, err := os.ReadFile(os.Args[0])
	err = errors.Join(err, os.WriteFile(program, text, 0o755))
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		err = errors.Join(err, os.Chmod(d, 0o755))
	}
	if err != nil {
		t.Fatal(err)
	}
	return program, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}

// An --out that can be seen beforehand not to be writable is wrong usage, in every
// command; so it is before anything is run.
func TestOutNotWritable(t *testing.T) {
	program, as := plain(t)
	dir := filepath.Dir(program)
	if as == nil {
		dir = t.TempDir()
	}
	t.Chdir(dir)
	put(t, "quick.toml", quick)
	study := []string{"findings", "--quick", "--workers", "1", "--out", "study"}
	errs := &screen{}
	stopped := make(chan os.Signal, 1)
	stopped <- os.Interrupt
	if code := Main(study, Env{In: strings.NewReader(""), Out: io.Discard, Err: errs, Signals: stopped}); code != 130 {
		t.Fatal(code, errs.text.String())
	}
	if code, _, errs := do("sweep", "quick.toml", "--seconds", "0.1", "--out", "made.csv"); code != 0 {
		t.Fatal(errs)
	}
	for name, mode := range map[string]os.FileMode{"study/rows.csv": 0o444, "study/study.txt": 0o444, "study": 0o555, "made.csv": 0o444, ".": 0o555} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = os.Chmod(".", 0o755), os.Chmod("study", 0o755) })
	for _, args := range []string{
		"run quick.toml --out a", "sweep quick.toml --out a.csv", "sweep quick.toml --seeds 2 --shard 1/2 --out a.csv", "sweep quick.toml --slurm 1 --out a.csv", "sweep quick.toml --seconds 0.1 --out made.csv",
		"sweep --merge made.csv --out a.csv", "sweep --merge made.csv --out made.csv", "findings --out a", strings.Join(study, " "),
	} {
		c := exec.Command(program, strings.Fields(args)...)
		c.Env, c.SysProcAttr = append(os.Environ(), asMain+"=1"), as
		var out, errs bytes.Buffer
		c.Stdout, c.Stderr = &out, &errs
		_ = c.Run()
		if code := c.ProcessState.ExitCode(); code != 2 || out.Len() > 0 || !strings.Contains(errs.String(), "--out: ") || !strings.Contains(errs.String(), "permission denied") || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%s: exit status %d, %q, %q", args, code, out.String(), errs.String())
		}
	}
}

// With too few file descriptors there is one line, never a dump.
func TestFewDescriptors(t *testing.T) {
	inDir(t)
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	for n := 3; n <= 40; n++ {
		for _, args := range []string{"version", "run quick.toml --seconds 0.1"} {
			c := exec.Command(sh, "-c", fmt.Sprintf("ulimit -n %d; exec \"$0\" %s", n, args), os.Args[0])
			c.Env = append(os.Environ(), asMain+"=1")
			var errs bytes.Buffer
			c.Stderr = &errs
			_ = c.Run()
			code := c.ProcessState.ExitCode()
			if code == 0 && n > descriptors || code == 1 && strings.HasPrefix(errs.String(), "spiketop: too few file descriptors: ") && strings.Count(errs.String(), "\n") == 1 && n < 30 {
				continue
			}
			if n < 5 && code == 127 { // not even the system could start a program
				continue
			}
			t.Errorf("%d descriptors: %s: exit status %d, %.300q", n, args, code, errs.String())
		}
	}
}

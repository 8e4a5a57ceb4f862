package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// record --size needs no terminal: it writes an asciicast of so many seconds, and
// never over a file.
func TestRecordWithoutATerminal(t *testing.T) {
	drive := func(args ...string) (code int, out, errs string) {
		var o, e bytes.Buffer
		code = Main(args, Env{In: strings.NewReader(""), Out: &o, Err: &e, Live: Screen})
		return code, o.String(), e.String()
	}
	t.Setenv("TERM", "dumb")
	t.Setenv("LC_ALL", "C")
	file := filepath.Join(t.TempDir(), "a.cast")
	args := []string{"record", file, "oscillation", "--size", "80x24", "--seconds", "0.3", "--set", "net.n=20", "--quiet"}
	code, out, errs := drive(args...)
	if code != exitDone || out != "" || errs != "" {
		t.Fatalf("%d, %q, %q", code, out, errs)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for k, line := range lines {
		var v any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("line %d: %v", k+1, err)
		}
	}
	if !strings.Contains(string(text), "╭") {
		t.Error("the locale of a terminal that is not there has made it ASCII")
	}
	if !strings.HasPrefix(lines[0], `{"version":2,"width":80,"height":24,"timestamp":`) || !strings.Contains(string(text), "seconds asked for are simulated") {
		t.Errorf("header %s; the last %s", lines[0], lines[len(lines)-1])
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{args, file + ": it exists; must be a new file"},
		{[]string{"record"}, "must be FILE.cast"},
		{[]string{"record", filepath.Join(file, "b.cast"), "--size", "80x24"}, "not a directory"},
		{[]string{"record", file + "2", "--size", "80"}, "--size 80: must be COLSxROWS"},
		{[]string{"record", file + "2", "--size", "80x24x"}, "must be COLSxROWS"},
		{[]string{"record", file + "2", "nonesuch"}, "no preset \"nonesuch\""},
		{[]string{"record", file + "2"}, "needs a terminal"},
	} {
		code, _, errs := drive(c.args...)
		if code != exitUsage || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d, %q, want %q", c.args, code, errs, c.says)
		}
	}
	if now, err := os.ReadFile(file); err != nil || string(now) != string(text) {
		t.Error("the file has changed")
	}
	if _, err := os.Lstat(file + "2"); err == nil {
		t.Error("a refused recording has left a file")
	}
}

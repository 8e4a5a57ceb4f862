package cli

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"spiketop/internal/racetest"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/rundir"
)

var peak = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// megabyte repeats a text to a megabyte; %d in it counts.
func megabyte(text string) string {
	var b strings.Builder
	for k := 0; b.Len() < 1e6; k++ {
		if strings.Contains(text, "%d") {
			fmt.Fprintf(&b, text, k)
		} else {
			b.WriteString(text)
		}
	}
	return b.String()[:1e6]
}

// sealedState is the state of a checkpoint with its checksum.
func sealedState(text string) string {
	sum := sha256.Sum256([]byte(text))
	return text + string(sum[:])
}

// hostileFiles are files of at most a megabyte that are made to be dear, by kind:
// path and content.
func hostileFiles(state string) map[string][][2]string {
	const head = "preset,base,net.g,seed,runs,a,status,reason\n"
	var far strings.Builder // a thousand values of two columns, and a million runs
	far.WriteString(head)
	for k := range 1000 {
		fmt.Fprintf(&far, "quick,x,%g,%d,1000000,1,done,\n", float64(k)/100, k)
	}
	nested := `{"version":` + megabyte("[")
	line, body, _ := strings.Cut(state[:len(state)-sha256.Size], "\n")
	files := map[string][][2]string{}
	add := func(kind, path string, texts ...string) {
		for _, text := range texts {
			files[kind] = append(files[kind], [2]string{path, text})
		}
	}
	add("preset", "f.toml", megabyte("[set]\n"), megabyte("a.")+"a=1", "[set]\n"+megabyte("a%d=1\n"), megabyte("[[at]]\nstep=%d\nset={\"net.g\"=1}\n"), "title='t'\nset={"+megabyte("a={"), "x="+megabyte("["), "title=\""+megabyte("\\u0041")+"\"",
		"[view]\nlarge=["+megabyte("'a',")+"]", megabyte("\x00"), megabyte("#\n"), "title=\""+megabyte("é"), "[set]\n\"net.n\"=20\n[run]\nend_step=9223372036854775807\n", "[set]\n\"net.n\"=99999999\n", megabyte("\"\"=1\n"), megabyte("\\\n"), "title='t'\nabout=\"\"\""+megabyte("\\\n"))
	events := "title='t'\n[run]\nend_step=10\nversion='0.3.0'\n[set]\n\"net.n\"=20\n" + megabyte("[[at]]\nstep=%d\nset={\"net.g\"=1}\n")[:990_000]
	add("run file", "run.toml", presets.Seal(run.Version, events[:strings.LastIndex(events, "[[at]]")]), presets.Seal(run.Version, megabyte("# End. sha256 \n")[:600_000]), megabyte("# End. sha256 \n"),
		presets.Seal(run.Version, "title='t'\n[run]\nend_step=10\nversion='0.3.0'\n[set]\n\"net.n\"=20\n"+strings.Repeat("[[at]]\nstep=5\nset={\"net.n\"=20}\n", 500)))
	add("table", "t.csv", megabyte(",")+"\n", head+megabyte(",,,,,,,\n"), head+megabyte("quick,x,1,%d,1000000,1,done,\n"), far.String(), head+megabyte("\"")+"\n", megabyte("\n"), megabyte("a\n"), head+"quick,x,"+megabyte("9")+",1,1,1,done,\n", megabyte("\"\"\"\",")+"\n",
		head+"quick,x,1e308,99999999,1000000,1,done,\n", strings.Repeat("a,", 1000)+"b\n"+megabyte(strings.Repeat(",", 1000)+"\n"), megabyte("\x00\n"), "\ufeff"+head)
	add("table", "t.1-of-999999.csv", head+"quick,x,1,1,1000000,1,done,\n", far.String())
	add("checkpoint", "d/checkpoint/state", megabyte("\x00"), "spiketop checkpoint "+megabyte("["), sealedState("spiketop checkpoint "+nested+"\n"), sealedState(line+"\n"+megabyte("\xff")), sealedState(line+"\n"+megabyte("\x00")), sealedState(line+"\n"+body[:len(body)/2]+megabyte("\x7f")[:600_000]), sealedState(line+"\n"), sealedState(line+"\n"+body[:len(body)/2]))
	for k := 0; k < 40; k++ { // a length that is not true, anywhere
		at := len(body) * k / 40
		add("checkpoint", "d/checkpoint/state", sealedState(line+"\n"+body[:at]+"\xff\xff\xff\x7f\xff\xff\xff\x7f"+body[min(len(body), at+8):]))
	}
	add("summary", "d/summary.json", megabyte("["), `{"status":"`+megabyte("a")+`"}`, `{"status":`+megabyte(`{"a":`), megabyte(`{"status":"done"}`), `{"status":"done","x":[`+megabyte("[],")+"1]}")
	add("study", "d/study.txt", megabyte("a\n"), megabyte("\x00"), megabyte("a"))
	return files
}

// Whatever a file of a megabyte holds, it is refused or read within a second and
// 100 MB, and nothing but lines that are fit for a terminal come of it.
func TestHostileFiles(t *testing.T) {
	if racetest.Enabled {
		t.Skip("what the race detector takes is not what the program takes")
	}
	if testing.Short() {
		t.Skip("some hundred processes")
	}
	inDir(t)
	plan, err := presets.ReadFile("quick.toml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		s.Step()
	}
	w, err := rundir.Begin("begun", s, rundir.Task{Seconds: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	state := read(t, "begun/checkpoint/state")
	commands := map[string][][]string{
		"preset":     {{"run", "f.toml", "--set", "net.n=20", "--seconds", "0.001"}, {"sweep", "f.toml", "--set", "net.n=20", "--seconds", "0.001", "--columns"}},
		"run file":   {{"run", "run.toml", "--set", "net.n=20"}},
		"table":      {{"sweep", "--merge", "t.csv"}, {"sweep", "quick.toml", "--seconds", "0.05", "--over", "net.g=1,2", "--out", "t.csv"}, {"sweep", "--merge", "t.csv", "quick.toml", "--over", "net.g=1,2"}},
		"checkpoint": {{"run", "--resume", "d"}},
		"summary":    {{"run", "--resume", "d", "--json"}},
		"study":      {{"findings", "--quick", "--out", "d"}},
	}
	var slowest, largest float64
	tried := 0
	for kind, files := range hostileFiles(state) {
		for k, file := range files {
			path, text := file[0], file[1]
			if len(text) > 1_100_000 {
				t.Errorf("%s %d: %d bytes", kind, k, len(text))
			}
			for _, args := range commands[kind] {
				args = append([]string{}, args...)
				for i, a := range args {
					if a == "t.csv" && i == 2 {
						args[i] = path
					}
				}
				_ = os.RemoveAll("d")
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					t.Fatal(err)
				}
				put(t, path, text)
				c := exec.Command(os.Args[0], args...)
				c.Env = append(os.Environ(), asMain+"=1", asPeak+"=peak", "GOMAXPROCS=2")
				out, _ := c.CombinedOutput()
				cpu := (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
				kb, err := strconv.Atoi(peak.FindStringSubmatch(read(t, "peak"))[1])
				if err != nil {
					t.Fatal(err)
				}
				mb := float64(kb) / 1e3
				slowest, largest = max(slowest, cpu), max(largest, mb)
				tried++
				if status := c.ProcessState.ExitCode(); status < 0 || status > 2 || strings.Contains(string(out), "goroutine ") || status > 0 && len(out) > 5000 {
					t.Errorf("%s %d, %s: status %d, %.300q", kind, k, args, status, out)
				}
				if cpu > 1 || mb > 100 {
					t.Errorf("%s %d (%.60q), %s: %.2f s of CPU, %.0f MB: %.200q", kind, k, text, args, cpu, mb, out)
				}
				_ = os.Remove(path)
			}
		}
	}
	t.Logf("%d tries: at most %.2f s of CPU and %.0f MB", tried, slowest, largest)
}

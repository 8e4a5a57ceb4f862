package cli

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// What is wrong with a class is said in one line.
func TestServeUsage(t *testing.T) {
	inDir(t)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	put(t, "empty", "# nobody\n")
	for line, want := range map[string]string{
		"serve":                                                       "--listen: an address is missing",
		"serve --listen here --open":                                  "must be ADDR:PORT",
		"serve --listen 127.0.0.1:0":                                  "who is let in?",
		"serve --listen :0 --open":                                    "can be reached from elsewhere",
		"serve --listen 0.0.0.0:0 --open":                             "can be reached from elsewhere",
		"serve --listen 127.0.0.1:0 --open --keys x":                  "give one of them",
		"serve --listen 127.0.0.1:0 --keys none":                      "--keys: none",
		"serve --listen 127.0.0.1:0 --keys empty":                     "there is no key in it",
		"serve --listen 127.0.0.1:0 --open --sessions 0":              "--sessions 0: must be an integer from 1",
		"serve --listen 127.0.0.1:0 --open --neurons x":               "--neurons x: must be an integer",
		"serve --listen 127.0.0.1:0 --open --idle soon":               "--idle soon: must be a duration",
		"serve --listen 127.0.0.1:0 --open --idle 0s":                 "--idle 0s: must be a duration",
		"serve --listen 127.0.0.1:0 --open --neurons 19 ./quick.toml": "net.n = 20: guests have at most 19 neurons here",
		"serve --listen 127.0.0.1:0 --open oscilation":                "nearest is \"oscillation\"",
		"serve --listen 127.0.0.1:0 --open --out x":                   "no flag --out",
	} {
		code, out, errs := do(strings.Fields(line)...)
		if code != 2 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d, %q, %q; want %q", line, code, out, errs, want)
		}
	}
}

// log is standard error of a class.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// until waits for a line of the log, and returns what matched.
func (l *log) until(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := re.FindStringSubmatch(l.String()); m != nil {
			return m
		}
	}
	t.Fatalf("%s never came:\n%s", pattern, l)
	return nil
}

// A class from its first line to a signal: guests are told, the status is that of the
// signal, the host key stays and nothing else does.
func TestServe(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			inDir(t)
			config := t.TempDir()
			t.Setenv("XDG_CONFIG_HOME", config)
			signals, errs, code := make(chan os.Signal, 1), &log{}, make(chan int, 1)
			var out bytes.Buffer
			go func() {
				code <- Main([]string{"serve", "--listen", "127.0.0.1:0", "--open", "./quick.toml"},
					Env{In: strings.NewReader(""), Out: &out, Err: errs, Signals: signals})
			}()
			m := errs.until(t, `listening on (127\.0\.0\.1:\d+); the host key is (SHA256:\S+)`)
			key := filepath.Join(config, "spiketop", "host_ed25519")
			if st, err := os.Stat(key); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", st, err)
			}
			var seen log
			print := ""
			client, err := gossh.Dial("tcp", m[1], &gossh.ClientConfig{User: "anna", HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
				print = gossh.FingerprintSHA256(key)
				return nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if print != m[2] {
				t.Errorf("the host key is %s, and %s was said", print, m[2])
			}
			session, err := client.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			session.Stdout = &seen
			if _, err := session.StdinPipe(); err != nil { // without one the input is at its end
				t.Fatal(err)
			}
			if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
				t.Fatal(err)
			}
			if err := session.Shell(); err != nil {
				t.Fatal(err)
			}
			seen.until(t, "spiketop")
			signals <- s
			_ = session.Wait()
			seen.until(t, `\x1b\[\?1049l(?s:.*)spiketop: the class is over`)
			if got := <-code; got != 128+int(s) {
				t.Errorf("status %d", got)
			}
			errs.until(t, `anna \(without a key\) from 127\.0\.0\.1:\d+, \S+: the class is over`)
			if out.Len() > 0 || ls(t) != "quick.toml" {
				t.Errorf("%q on standard output, %s here", out.String(), ls(t))
			}
			if entries, _ := os.ReadDir(filepath.Dir(key)); len(entries) != 1 {
				t.Errorf("%v", entries)
			}
		})
	}
}

// The key of the host is not taken where others may read it.
func TestServeKeyOfOthers(t *testing.T) {
	inDir(t)
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	key := filepath.Join(config, "spiketop", "host_ed25519")
	if err := os.MkdirAll(filepath.Dir(key), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, errs := do("serve", "--listen", "127.0.0.1:0", "--open")
	if code != 2 || !strings.Contains(errs, "must be 600") || strings.Count(errs, "\n") != 1 {
		t.Errorf("%d, %q", code, errs)
	}
}

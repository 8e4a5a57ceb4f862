// Command serve is a class of guests for a server that runs already: it says how many
// frames a second each guest sees, how long a key takes to be seen, and what the
// server's process takes meanwhile.
//
//	spiketop serve --listen 127.0.0.1:2222 --open oscillation &
//	go run ./bench/serve -address 127.0.0.1:2222 -pid $! -guests 20 -seconds 30
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	gossh "golang.org/x/crypto/ssh"
)

// guest is one of the class.
type guest struct {
	keys io.Writer

	mu     sync.Mutex
	frames int
	tail   []byte
	screen *vt.Emulator // of guests who press keys
	shows  string       // the change that the screen shows
	seen   chan string
}

var (
	frame  = []byte("\x1b[?2026h") // a synchronized frame begins
	change = regexp.MustCompile(`net\.g [0-9.]+ → [0-9.]+`)
)

// Write takes what the server draws.
func (g *guest) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	text := append(g.tail, p...)
	g.frames += bytes.Count(text, frame)
	g.tail = append([]byte(nil), text[max(0, len(text)-len(frame)+1):]...)
	if g.screen != nil {
		_, _ = g.screen.Write(p)
		if shows := change.FindString(g.screen.String()); shows != "" && shows != g.shows {
			g.shows = shows
			select {
			case g.seen <- shows:
			default:
			}
		}
	}
	return len(p), nil
}

func (g *guest) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.frames
}

func open(address string, w, h int, presses bool) *guest {
	client, err := gossh.Dial("tcp", address, &gossh.ClientConfig{User: "guest", HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		log.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		log.Fatal(err)
	}
	g := &guest{seen: make(chan string, 1)}
	if presses {
		g.screen = vt.NewEmulator(w, h)
		go func() { _, _ = io.Copy(io.Discard, g.screen) }()
	}
	session.Stdout, session.Stderr = g, os.Stderr
	if g.keys, err = session.StdinPipe(); err != nil {
		log.Fatal(err)
	}
	if err = session.RequestPty("xterm-256color", h, w, nil); err == nil {
		err = session.Shell()
	}
	if err != nil {
		log.Fatal(err)
	}
	_, _ = io.WriteString(g.keys, "\x1b[?2026;2$y") // this terminal draws synchronized frames
	return g
}

// process is what a process has taken: seconds of processor, megabytes, threads.
func process(pid int) (seconds, mb float64, threads string) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, "?"
	}
	f := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	pages, _ := strconv.ParseFloat(f[21], 64)
	return (user + system) / 100, pages * 4096 / 1e6, f[17]
}

func main() {
	address := flag.String("address", "127.0.0.1:2222", "of the server")
	pid := flag.Int("pid", 0, "of the server")
	guests := flag.Int("guests", 20, "how many")
	seconds := flag.Int("seconds", 30, "of measuring")
	warm := flag.Int("warm", 10, "seconds before")
	w, h := flag.Int("w", 80, "columns"), flag.Int("h", 24, "rows")
	pressing := flag.Int("pressing", 4, "guests who press keys")
	flag.Parse()

	class := make([]*guest, *guests)
	for k := range class {
		class[k] = open(*address, *w, *h, k < *pressing)
	}
	time.Sleep(time.Duration(*warm) * time.Second)
	before := make([]int, len(class))
	for k, g := range class {
		before[k] = g.count()
	}
	cpu, _, _ := process(*pid)
	t0 := time.Now()
	var took []time.Duration
	lost := 0
	for k := 0; time.Since(t0) < time.Duration(*seconds)*time.Second; k++ {
		if *pressing == 0 {
			time.Sleep(time.Second / 4)
			continue
		}
		g := class[k%*pressing]
		select {
		case <-g.seen:
		default:
		}
		key := "g"
		if k / *pressing % 2 == 1 {
			key = "G"
		}
		at := time.Now()
		_, _ = io.WriteString(g.keys, key)
		select {
		case <-g.seen:
			took = append(took, time.Since(at))
		case <-time.After(3 * time.Second):
			lost++
		}
		time.Sleep(time.Second / 8)
	}
	wall := time.Since(t0).Seconds()
	after, mb, threads := process(*pid)
	rates := make([]float64, len(class))
	for k, g := range class {
		rates[k] = float64(g.count()-before[k]) / wall
	}
	slices.Sort(rates)
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("%d guests, %d×%d, %.0f s: frames/s least %.1f, median %.1f, most %.1f\n", len(class), *w, *h, wall, rates[0], rates[len(rates)/2], rates[len(rates)-1])
	if slices.Sort(took); len(took) > 0 {
		fmt.Printf("%d keys seen after: median %v, 95 %% within %v, slowest %v; %d not seen within 3 s\n", len(took),
			took[len(took)/2].Round(time.Millisecond), took[len(took)*95/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), lost)
	}
	fmt.Printf("the server took %.2f s of processor a second (%.0f ms a guest), %.0f MB, %s threads; load %s\n", (after-cpu)/wall, 1000*(after-cpu)/wall/float64(len(class)), mb, threads, bytes.TrimSpace(load))
}

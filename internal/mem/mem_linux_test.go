package mem

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree writes files, whose names are paths, below a fresh directory.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// least is what Available would say.
func least(t *testing.T, files map[string]string) Left {
	t.Helper()
	all := system(tree(t, files), heap{})
	if len(all) == 0 {
		t.Fatal("nothing is known")
	}
	out := all[0]
	for _, l := range all {
		if l.Bytes < out.Bytes {
			out = l
		}
	}
	return out
}

const (
	meminfo = "MemTotal: 24000000 kB\nMemAvailable:   1000000 kB\n"
	mountV1 = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n36 31 0:33 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
	mountV2 = "41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n"
)

func with(files map[string]string, more ...string) map[string]string {
	out := map[string]string{"proc/meminfo": meminfo}
	for k, v := range files {
		out[k] = v
	}
	for k := 0; k < len(more); k += 2 {
		out[more[k]] = more[k+1]
	}
	return out
}

// The least of all limits counts, those of groups above too; the page cache is no use
// of memory.
func TestTheLeastLimit(t *testing.T) {
	v1 := map[string]string{
		"proc/self/cgroup":                                     "4:memory:/a/b\n1:cpu:/z\n0::/\n",
		"proc/self/mountinfo":                                  mountV1,
		"sys/fs/cgroup/memory/a/b/memory.limit_in_bytes":       "9223372036854771712\n",
		"sys/fs/cgroup/memory/a/b/memory.usage_in_bytes":       "1000\n",
		"sys/fs/cgroup/memory/a/memory.limit_in_bytes":         "200000000\n",
		"sys/fs/cgroup/memory/a/memory.usage_in_bytes":         "150000000\n",
		"sys/fs/cgroup/memory/a/memory.stat":                   "cache 7\ninactive_file 1\ntotal_inactive_file 40000000\ntotal_active_file 10000000\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes":           "9223372036854771712\n",
		"sys/fs/cgroup/memory/memory.usage_in_bytes":           "900000000\n",
		"sys/fs/cgroup/memory/elsewhere/memory.limit_in_bytes": "5\n",
	}
	v2 := map[string]string{
		"proc/self/cgroup":                   "0::/a/b\n",
		"proc/self/mountinfo":                mountV2,
		"sys/fs/cgroup/a/b/memory.max":       "max\n",
		"sys/fs/cgroup/a/b/memory.high":      "300000000\n",
		"sys/fs/cgroup/a/b/memory.current":   "120000000\n",
		"sys/fs/cgroup/a/b/memory.stat":      "anon 9\nfile 9\ninactive_file 15000000\nactive_file 5000000\n",
		"sys/fs/cgroup/a/memory.max":         "500000000\n",
		"sys/fs/cgroup/a/memory.current":     "490000000\n",
		"sys/fs/cgroup/elsewhere/memory.max": "5\n",
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		bytes float64
		of    string
	}{
		{"the machine alone", with(nil), 1024e6, "this machine"},
		{"a parent of version 1", with(v1), 100e6, "the 200 MB limit of the control group"},
		{"a parent of version 2", with(v2), 10e6, "the 500 MB limit of the control group"},
		{"memory.high", with(v2, "sys/fs/cgroup/a/memory.current", "100000000\n"), 200e6, "the 300 MB limit of the control group"},
		{"the root of a container", with(v1, "proc/self/cgroup", "4:memory:/docker/x\n",
			"proc/self/mountinfo", "35 31 0:32 /docker/x /sys/fs/cgroup/memory/a ro - cgroup cgroup rw,memory\n"), 100e6, "the 200 MB limit of the control group"},
		{"a container that sees another path", with(v2, "proc/self/cgroup", "0::/../../y\n",
			"proc/self/mountinfo", "41 31 0:38 /q /sys/fs/cgroup/a rw - cgroup2 cgroup2 rw\n"), 10e6, "the 500 MB limit of the control group"},
	} {
		if l := least(t, c.files); l.Bytes != c.bytes || l.Of != c.of {
			t.Errorf("%s: %.0f of %s; want %.0f of %s", c.name, l.Bytes, l.Of, c.bytes, c.of)
		}
	}
}

// What Go holds and does not use is left of every limit.
func TestIdleHeapIsLeft(t *testing.T) {
	all := system(tree(t, with(nil)), heap{free: 5e6})
	if len(all) != 1 || all[0].Bytes != 1029e6 {
		t.Errorf("%v", all)
	}
	if l := Available(); l.Bytes <= 0 || strings.Contains(l.Of, "assumed") {
		t.Errorf("this system: %v", l)
	}
}

func TestText(t *testing.T) {
	for bytes, want := range map[float64]string{0: "0 B", 999: "999 B", 999.9: "1 kB", 2e8: "200 MB", 1.536e9: "1.54 GB", 4e11: "400 GB", 9e15: "9 PB"} {
		if got := Text(bytes); got != want {
			t.Errorf("%g: %s, want %s", bytes, got, want)
		}
	}
}

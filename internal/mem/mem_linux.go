package mem

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// system lists what is left of the machine's memory and of every limit, with the
// files of the system below root.
func system(root string, h heap) []Left {
	at := func(path string) string { return filepath.Join(root, path) }
	var all []Left
	if kb, ok := field(at("proc/meminfo"), "MemAvailable:"); ok {
		all = append(all, Left{1024*kb + h.free, "this machine"})
	}
	return append(append(all, groups(at, h)...), rlimits(at, h)...)
}

// arena is the stretch in which Go takes address space. The last one is never quite
// full, and the room in it is not counted here: that is for what Go keeps about the heap.
const arena = 64 << 20

// rlimits are the limits on the address space, of which Go takes more than it
// uses, and on the data of the process.
func rlimits(at func(string) string, h heap) (all []Left) {
	for _, r := range []struct {
		kind         int
		taken, words string
	}{
		{unix.RLIMIT_AS, "VmSize:", "limit of the address space (ulimit -v)"},
		{unix.RLIMIT_DATA, "VmData:", "limit of the data (ulimit -d)"},
	} {
		var l unix.Rlimit
		kb, ok := field(at("proc/self/status"), r.taken)
		if unix.Getrlimit(r.kind, &l) != nil || l.Cur == unix.RLIM_INFINITY || !ok {
			continue
		}
		limit := float64(l.Cur)
		all = append(all, Left{limit - 1024*kb - arena + h.free + h.released, "the " + Text(limit) + " " + r.words})
	}
	return all
}

// groups are the control groups that the process is in, up to the root: a limit
// holds for all groups below.
func groups(at func(string) string, h heap) (all []Left) {
	own := map[string]string{} // by hierarchy: the path of the process's group
	for _, line := range lines(at("proc/self/cgroup")) {
		part := strings.SplitN(line, ":", 3)
		switch {
		case len(part) < 3:
		case part[1] == "":
			own["cgroup2"] = part[2]
		case listed(part[1], "memory"):
			own["cgroup"] = part[2]
		}
	}
	for _, m := range mounts(at("proc/self/mountinfo")) {
		group, ok := own[m.kind]
		if !ok {
			continue
		}
		below, inside := strings.CutPrefix(group, m.root)
		if !inside || below != "" && below[0] != '/' { // another view of the hierarchy: the mount is all that is seen
			below = ""
		}
		top := at(m.point)
		for dir := filepath.Join(top, below); strings.HasPrefix(dir, top); dir = filepath.Dir(dir) {
			left := leftV1
			if m.kind == "cgroup2" {
				left = leftV2
			}
			if l, ok := left(dir); ok {
				l.Bytes += h.free
				all = append(all, l)
			}
			if dir == top {
				break
			}
		}
	}
	return all
}

// most is larger than any limit that somebody set.
const most = 1 << 60

// The page cache of files can be given back, so it does not count as used.
func leftV1(dir string) (Left, bool) {
	limit, ok := number(filepath.Join(dir, "memory.limit_in_bytes"))
	used, known := number(filepath.Join(dir, "memory.usage_in_bytes"))
	return left(limit, used, filepath.Join(dir, "memory.stat"), "total_inactive_file", "total_active_file"), ok && known && limit < most
}

// In version 2 a group that is above memory.high is slowed down without end.
func leftV2(dir string) (Left, bool) {
	limit, ok := number(filepath.Join(dir, "memory.max"))
	if high, also := number(filepath.Join(dir, "memory.high")); also && (!ok || high < limit) {
		limit, ok = high, true
	}
	used, known := number(filepath.Join(dir, "memory.current"))
	return left(limit, used, filepath.Join(dir, "memory.stat"), "inactive_file", "active_file"), ok && known
}

func left(limit, used float64, stat string, cache ...string) Left {
	for _, name := range cache {
		bytes, _ := field(stat, name)
		used -= bytes
	}
	return Left{limit - max(0, used), "the " + Text(limit) + " limit of the control group"}
}

type mount struct{ root, point, kind string }

// mounts are those of control groups that may limit memory.
func mounts(path string) (all []mount) {
	for _, line := range lines(path) {
		before, after, ok := strings.Cut(line, " - ")
		f, rest := strings.Fields(before), strings.Fields(after)
		if !ok || len(f) < 5 || len(rest) < 3 {
			continue
		}
		if rest[0] == "cgroup2" || rest[0] == "cgroup" && listed(rest[len(rest)-1], "memory") {
			all = append(all, mount{strings.TrimSuffix(unescaped.Replace(f[3]), "/"), unescaped.Replace(f[4]), rest[0]})
		}
	}
	return all
}

var unescaped = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

func listed(list, word string) bool { return strings.Contains(","+list+",", ","+word+",") }

func lines(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// number is the only number in a file; "max" is none.
func number(path string) (float64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	return x, err == nil
}

// field is the number behind name in a file of names and numbers.
func field(path, name string) (float64, bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if w := strings.Fields(sc.Text()); len(w) > 1 && w[0] == name {
			x, err := strconv.ParseFloat(w[1], 64)
			return x, err == nil
		}
	}
	return 0, false
}

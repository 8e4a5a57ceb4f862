package sweep

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"spiketop/internal/disk"
)

// Merge joins the tables at paths, shards of one sweep, in the order of its
// runs. It checks that every run has its row, and no two rows contradict each
// other; the error names what is missing, by shard and row. whole is the sweep
// that they should be; nil: what the rows say themselves.
//
// The result is the whole CSV file, and how many of its rows failed.
func Merge(paths []string, whole *Sweep) (text []byte, failed int, err error) {
	m := merger{rows: map[string][]string{}}
	for _, path := range paths {
		if err := m.read(path, whole); err != nil {
			return nil, 0, err
		}
	}
	if m.header == nil {
		return nil, 0, fmt.Errorf("%s: there is no such file", strings.Join(paths, ", "))
	}
	return m.text(whole)
}

// text is the whole file, and how many of its rows failed.
func (m *merger) text(whole *Sweep) (text []byte, failed int, err error) {
	if err := m.complete(whole); err != nil {
		return nil, 0, err
	}
	sorted := make([][]string, 0, len(m.rows))
	for _, row := range m.rows {
		sorted = append(sorted, row)
	}
	slices.SortFunc(sorted, func(a, b []string) int { return compareKeys(a[:m.key], b[:m.key]) })
	var b bytes.Buffer
	b.Write(line(m.header))
	for _, row := range sorted {
		b.Write(line(row))
		if row[len(row)-2] == Failed {
			failed++
		}
	}
	return b.Bytes(), failed, nil
}

type merger struct {
	header []string
	key    int // columns of the key
	rows   map[string][]string
	runs   int   // of the whole sweep, as the rows say
	of     int   // shards, as the names of the files say; 0: they do not
	given  []int // shards that there are
}

var shardName = regexp.MustCompile(`\.([1-9]\d{0,8})-of-([1-9]\d{0,8})\.csv$`)

// read takes in one file.
func (m *merger) read(path string, whole *Sweep) error {
	text, err := disk.ReadRegular(path, maxTable)
	if errors.Is(err, fs.ErrNotExist) && shardName.MatchString(path) {
		_, err := m.shard(path)
		return err
	} else if err != nil {
		return err
	}
	return m.take(path, text, whole)
}

// take takes in the text of one file.
func (m *merger) take(path string, text []byte, whole *Sweep) error {
	header, _, _, err := parse(path, text)
	if err != nil {
		return err
	}
	key := slices.Index(header, colRuns)
	if key < 3 || header[0] != colPreset || header[1] != colBase || header[key-1] != colSeed || len(header) < key+3 {
		return fmt.Errorf("%s: not a table of a sweep", path)
	}
	want := m.header
	if whole != nil {
		want = whole.Table("").Header()
	}
	if want != nil && !slices.Equal(header, want) {
		return fmt.Errorf("%s: its columns are others: %s", path, differ(header, want))
	}
	if m.header == nil {
		m.header, m.key = header, key
	}
	i, err := m.shard(path)
	if err != nil {
		return err
	}
	m.given = append(m.given, i)
	t := Table{Path: path, Key: header[:key], Values: header[key : len(header)-2]}
	rows, _, err := t.parse(text)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := m.add(path, row, whole); err != nil {
			return err
		}
	}
	return nil
}

// shard is what the name of a file says: which one of how many; 0: nothing.
func (m *merger) shard(path string) (i int, err error) {
	name := shardName.FindStringSubmatch(path)
	if name == nil {
		return 0, nil
	}
	i, _ = strconv.Atoi(name[1])
	of, _ := strconv.Atoi(name[2])
	if m.of != 0 && of != m.of {
		return 0, fmt.Errorf("%s: a shard of %d, and another file is a shard of %d", path, of, m.of)
	}
	if i > of || of > MaxRuns {
		return 0, fmt.Errorf("%s: there is no shard %d of %d", path, i, of)
	}
	m.of = of
	return i, nil
}

// add takes in one row.
func (m *merger) add(path string, row []string, whole *Sweep) error {
	if whole != nil {
		if err := whole.owns(path, row); err != nil {
			return err
		}
	}
	if err := respelt(path, m.header[:m.key], row); err != nil {
		return err
	}
	for _, other := range m.rows {
		if !slices.Equal(other[:2], row[:2]) {
			return fmt.Errorf("%s: its rows are of another sweep than those before it (%s, not %s)", path, keyName(m.header[:2], row), keyName(m.header[:2], other))
		}
		break // they are all alike
	}
	if row[m.key] != "" { // a failed row does not say
		runs, err := strconv.Atoi(row[m.key])
		if err != nil || runs < 1 || runs > MaxRuns {
			return fmt.Errorf("%s: %s: %q is not a number of runs", path, m.name(row), short(row[m.key]))
		}
		m.runs = max(m.runs, runs)
	}
	at := id(row[:m.key])
	if old, twice := m.rows[at]; twice && !slices.Equal(old[m.key+1:], row[m.key+1:]) {
		return fmt.Errorf("%s: the row %s differs from that of another file", path, m.name(row))
	}
	m.rows[at] = row
	return nil
}

// name is a row's key without what all rows share.
func (m *merger) name(row []string) string { return keyName(m.header[2:m.key], row[2:]) }

// complete reports what is missing.
func (m *merger) complete(whole *Sweep) error {
	keys, err := m.expected(whole)
	if err != nil {
		return err
	}
	mine := map[string]bool{}
	byShard := map[int][]string{} // names of missing rows; 0: not sharded
	missing := 0
	for k, key := range keys {
		at := id(key)
		mine[at] = true
		if _, ok := m.rows[at]; ok {
			continue
		}
		shard := 0
		if m.of > 0 {
			shard = k%m.of + 1
		}
		missing++
		byShard[shard] = append(byShard[shard], m.name(key))
	}
	for at, row := range m.rows {
		if whole != nil && !mine[at] {
			return fmt.Errorf("the row %s does not belong to this sweep", m.name(row))
		}
	}
	runs := len(keys)
	if whole == nil {
		missing, runs = m.runs-len(m.rows), m.runs
	}
	if missing <= 0 {
		return nil
	}
	parts := []string{}
	for i := range m.of + 1 {
		names, absent := byShard[i], i > 0 && !slices.Contains(m.given, i)
		switch {
		case absent && len(names) > 0:
			parts = append(parts, fmt.Sprintf("shard %d of %d, %s: there is no file", i, m.of, rowsText(len(names))))
		case absent && whole == nil && runs != len(keys):
			parts = append(parts, fmt.Sprintf("shard %d of %d: there is no file", i, m.of))
		case len(names) > 0 && i == 0:
			parts = append(parts, list(names))
		case len(names) > 0:
			parts = append(parts, fmt.Sprintf("shard %d of %d, %s: %s", i, m.of, rowsText(len(names)), list(names)))
		}
	}
	if runs != len(keys) {
		parts = append(parts, "with the sweep's own --over and --seeds the rest can be named")
	}
	return fmt.Errorf("%d of %s missing: %s", missing, rowsText(runs), strings.Join(parts, "; "))
}

func rowsText(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// list names a few.
func list(names []string) string {
	const few = 4
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

// expected are the keys of all runs in their order: those of whole, or every
// combination of the values that the rows have.
func (m *merger) expected(whole *Sweep) (keys [][]string, err error) {
	if whole != nil {
		for k := range whole.Runs() {
			keys = append(keys, whole.key(k))
		}
		return keys, nil
	}
	if m.runs == 0 {
		return nil, errors.New("there is no row that says how many there should be; give the sweep's own --over and --seeds")
	}
	g := make(grid, m.key)
	for i := range g {
		seen := map[string]bool{}
		for _, row := range m.rows {
			if !seen[row[i]] {
				seen[row[i]] = true
				g[i] = append(g[i], row[i])
			}
		}
		slices.SortFunc(g[i], compare)
	}
	if g.size() > m.runs {
		return nil, fmt.Errorf("the values in the rows make %d runs, and the rows speak of %d: they are of different sweeps", g.size(), m.runs)
	}
	for k := range g.size() {
		keys = append(keys, g.at(k))
	}
	if len(keys) < m.runs {
		// Some values are in no row: the place of a run, and so its shard, is not known.
		return m.onlyKnown(keys), nil
	}
	return keys, nil
}

// onlyKnown drops the missing keys: they could not be given to a shard.
func (m *merger) onlyKnown(keys [][]string) [][]string {
	return slices.DeleteFunc(keys, func(key []string) bool { return m.rows[id(key)] == nil })
}

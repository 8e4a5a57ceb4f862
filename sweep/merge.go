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
	key, err := keyColumns(path, header)
	if err != nil {
		return err
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

// few is how many missing rows of a shard are named, and manyShards of how many
// shards is spoken.
const few, manyShards = 4, 20

// gap is what is missing of a shard.
type gap struct {
	rows  int
	names []string // of the first few
}

func (g *gap) String() string {
	text := strings.Join(g.names, ", ")
	if g.rows > len(g.names) {
		text = fmt.Sprintf("%s and %d more", text, g.rows-len(g.names))
	}
	return text
}

// complete reports what is missing. A table may speak of a million runs and have
// few rows: nothing is kept of each run.
func (m *merger) complete(whole *Sweep) error {
	runs, key, err := m.expected(whole)
	if err != nil {
		return err
	}
	known := whole != nil || runs == m.runs // the place of every run, and so its shard
	mine := make(map[string]bool, len(m.rows))
	gaps := map[int]*gap{} // by shard; 0: not sharded
	others := 0            // rows of shards that are not spoken of
	for k := range runs {
		run := key(k)
		at := strings.Join(run, idBetween)
		if m.rows[at] != nil {
			mine[at] = true
			continue
		}
		if !known {
			continue
		}
		shard := 0
		if m.of > 0 {
			shard = k%m.of + 1
		}
		g := gaps[shard]
		if g == nil {
			if len(gaps) >= manyShards && !slices.Contains(m.given, shard) {
				others++
				continue
			}
			g = new(gap)
			gaps[shard] = g
		}
		if g.rows++; g.rows <= few {
			g.names = append(g.names, m.name(run))
		}
	}
	if whole == nil {
		runs = m.runs
	} else if len(mine) < len(m.rows) {
		for at, row := range m.rows {
			if !mine[at] {
				return fmt.Errorf("the row %s does not belong to this sweep", m.name(row))
			}
		}
	}
	missing := runs - len(m.rows)
	if missing <= 0 {
		return nil
	}
	parts := []string{}
	for i := range m.of + 1 {
		g, absent := gaps[i], i > 0 && !slices.Contains(m.given, i)
		part := ""
		switch {
		case absent && g != nil:
			part = fmt.Sprintf("shard %d of %d, %s: there is no file", i, m.of, rowsText(g.rows))
		case absent && !known:
			part = fmt.Sprintf("shard %d of %d: there is no file", i, m.of)
		case g != nil && i == 0:
			part = g.String()
		case g != nil:
			part = fmt.Sprintf("shard %d of %d, %s: %v", i, m.of, rowsText(g.rows), g)
		default:
			continue
		}
		if parts = append(parts, part); len(parts) > 2*manyShards {
			parts[len(parts)-1] = "and others"
			break
		}
	}
	if others > 0 {
		parts = append(parts, fmt.Sprintf("%s of other shards", rowsText(others)))
	}
	if !known {
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

// expected are the keys of all runs in their order, clean, and their number: those of
// whole, or every combination of the values that the rows have. Where some values
// are in no row these are fewer than the rows speak of.
func (m *merger) expected(whole *Sweep) (runs int, key func(k int) []string, err error) {
	if whole != nil {
		return whole.Runs(), func(k int) []string {
			key := whole.key(whole.at(k))
			key[0] = clean(key[0]) // the others are
			return key
		}, nil
	}
	if m.runs == 0 {
		return 0, nil, errors.New("there is no row that says how many there should be; give the sweep's own --over and --seeds")
	}
	g := make(grid, m.key)
	for i := range g {
		seen := map[string]bool{}
		for _, row := range m.rows {
			if cell := clean(row[i]); !seen[cell] {
				seen[cell] = true
				g[i] = append(g[i], cell)
			}
		}
		slices.SortFunc(g[i], compare)
	}
	if g.size() > m.runs {
		return 0, nil, fmt.Errorf("the values in the rows make %d runs, and the rows speak of %d: they are of different sweeps", g.size(), m.runs)
	}
	return g.size(), g.at, nil
}

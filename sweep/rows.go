package sweep

import (
	"fmt"
	"slices"

	"spiketop/internal/disk"
)

// Rows is the table of any sweep, as it was read.
type Rows struct {
	Preset string
	Mark   string   // of what the runs share; see Sweep.Mark
	Keys   []string // the parameters that vary
	Header []string
	Rows   [][]string
}

// ReadRows reads the table of a sweep, a shard's or a merged one. A torn last line
// is left out. Rows of two presets or two sweeps are refused.
func ReadRows(path string) (*Rows, error) {
	text, err := disk.ReadRegular(path, maxTable)
	if err != nil {
		return nil, err
	}
	header, _, _, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	key, err := keyColumns(path, header)
	if err != nil {
		return nil, err
	}
	t := Table{Path: path, Key: header[:key], Values: header[key : len(header)-2]}
	rows, _, err := t.parse(text)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: there is no row in it", path)
	}
	out := &Rows{Preset: rows[0][0], Mark: rows[0][1], Keys: header[2 : key-1], Header: header, Rows: rows}
	for k, row := range rows {
		if row[0] != out.Preset || row[1] != out.Mark {
			return nil, fmt.Errorf("%s: row %d is of another sweep than row 1 (preset %s, base %s)", path, k+1, short(row[0]), short(row[1]))
		}
		if err := respelt(path, t.Key, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keyColumns is how many columns of a sweep's table identify a row.
func keyColumns(path string, header []string) (int, error) {
	key := slices.Index(header, colRuns)
	if key < 3 || header[0] != colPreset || header[1] != colBase || header[key-1] != colSeed || len(header) < key+3 {
		return 0, fmt.Errorf("%s: not a table of a sweep", path)
	}
	return key, nil
}

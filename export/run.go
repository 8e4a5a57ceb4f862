// Package export writes a recorded run in the formats of other programs: a MATLAB
// file, and SONATA (HDF5). It reads the run's directory and simulates nothing.
package export

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"spiketop/intake"
	"spiketop/internal/disk"
)

// Array is an array of a run, row by row.
type Array struct {
	Name       string
	Rows, Cols int
	X          []float64
	Whole      bool // whole numbers: int64
}

// Run is a recorded run.
type Run struct {
	N           int
	DtMS        float64
	EpisodeStep int64 // the time 0 of the spikes
	Arrays      []Array
	Types       []string // of each neuron
}

// arrays are the files of a run that are arrays, and which hold whole numbers.
var arrays = []struct {
	name  string
	whole bool
}{
	{"weights", false}, {"weights_initial", false}, {"spikes", true}, {"readout", false}, {"target", false},
	{"readout_time_ms", false}, {"readout_pass", true}, {"rates", false}, {"input_weights", false}, {"input_target", false},
}

// Open reads the directory of a run.
func Open(dir string) (*Run, error) {
	text, err := disk.ReadRegular(filepath.Join(dir, "summary.json"), 64<<20)
	if err != nil {
		if st, e := os.Stat(dir); e == nil && !st.IsDir() {
			return nil, fmt.Errorf("%s: not a directory; must be that of a run", dir)
		}
		return nil, fmt.Errorf("%w; must be the directory of a finished run", err)
	}
	var sum struct {
		N           int   `json:"n"`
		EpisodeStep int64 `json:"episode_step"`
		Params      struct {
			Dt float64 `json:"net.dt"`
		} `json:"params"`
	}
	if err := json.Unmarshal(text, &sum); err != nil || sum.N < 1 || !(sum.Params.Dt > 0) {
		return nil, fmt.Errorf("%s: summary.json is not that of a run", dir)
	}
	r := &Run{N: sum.N, DtMS: sum.Params.Dt, EpisodeStep: sum.EpisodeStep}
	for _, a := range arrays {
		x, rows, cols, err := intake.Recorded(filepath.Join(dir, a.name+".npy"))
		if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(a.name, "input_") {
			continue
		}
		if err != nil {
			return nil, err
		}
		r.Arrays = append(r.Arrays, Array{a.name, rows, cols, x, a.whole})
	}
	if err := r.neurons(filepath.Join(dir, "neurons.csv")); err != nil {
		return nil, err
	}
	if w := r.get("weights"); w.Rows != r.N || w.Cols != r.N || len(r.Types) != r.N {
		return nil, fmt.Errorf("%s: weights of %d×%d and %d neurons; must be %d", dir, w.Rows, w.Cols, len(r.Types), r.N)
	}
	s := r.get("spikes")
	for k := 0; k+1 < len(s.X); k += 2 {
		if i := s.X[k+1]; s.Cols != 2 || i < 0 || int(i) >= r.N {
			return nil, fmt.Errorf("%s: spikes.npy names neuron %g; must be 0 … %d", dir, i, r.N-1)
		}
	}
	return r, nil
}

// neurons reads what stands about each neuron: its type, and columns of numbers.
func (r *Run) neurons(path string) error {
	f, err := disk.OpenRegular(path, os.O_RDONLY, 1<<30)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return fmt.Errorf("%s: not the table of a run", path)
	}
	for c, name := range rows[0] {
		a := Array{Name: name, Rows: len(rows) - 1, Cols: 1}
		for _, row := range rows[1:] {
			if name == "type" {
				r.Types = append(r.Types, row[c])
				continue
			}
			if x, err := strconv.ParseFloat(row[c], 64); err == nil {
				a.X = append(a.X, x)
			}
		}
		if len(a.X) == a.Rows && name != "index" { // a column of another target is empty
			r.Arrays = append(r.Arrays, a)
		}
	}
	return nil
}

// get is an array by its name; it panics where the run must have one.
func (r *Run) get(name string) Array {
	for _, a := range r.Arrays {
		if a.Name == name {
			return a
		}
	}
	panic("export: no array " + name)
}

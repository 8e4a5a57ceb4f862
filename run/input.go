package run

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"spiketop/intake"
	"spiketop/internal/disk"
	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/learn"
	"spiketop/presets"
	"spiketop/sim"
)

// Input is what a run took from files of somebody else. A recording keeps a copy.
type Input struct {
	Weights *sim.Weights // row = postsynaptic; nil: random weights
	Rows    string       // what a row of the file was: post, pre; empty for a list of edges
	Name    string       // of the file of the weights, as given
	Notes   warn.List    // of reading it

	Target *learn.Samples // nil: no target.file

	// The sha256 of the files as they were read; empty: none.
	WeightsSum, TargetSum string
}

// AsGiven is the matrix of the weights with the rows that the file had.
func (in *Input) AsGiven() matrix.Matrix {
	if in.Rows != string(intake.Pre) {
		return in.Weights.W
	}
	return in.Weights.W.Transposed()
}

// readWeights reads the weights that the plan names. A copy whose checksum is
// another than the plan's is refused.
func (in *Input) readWeights(plan *presets.File) (err error) {
	from := plan.Input
	if from.Weights == "" {
		return nil
	}
	path := plan.Beside(from.Weights)
	if from.WeightsByHand {
		path = from.Weights
	}
	defer func() {
		if err != nil && from.WeightsByHand {
			err = fmt.Errorf("--weights: %w", err)
		}
	}()
	if in.WeightsSum, err = checkSum(path, from.WeightsSum); err != nil {
		return err
	}
	m, err := intake.Read(path, intake.Options{Entry: from.Entry, Rows: intake.Rows(from.Rows), Nodes: int(from.Nodes)})
	if err != nil {
		return err
	}
	in.Weights, in.Rows, in.Name, in.Notes = sim.NewWeights(m.W), string(m.Rows), filepath.Base(path), m.Warnings
	return nil
}

// readTarget reads a file for target.file. sum is its sha256; empty: any.
func (in *Input) readTarget(path, sum string, withTime bool, n int) (err error) {
	if in.TargetSum, err = checkSum(path, sum); err != nil {
		return err
	}
	x, rows, cols, names, err := intake.Table(path)
	if err != nil {
		return err
	}
	if in.Target, err = learn.NewSamples(x, rows, cols, n, withTime || timed(names)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// timed reports whether the first column is called the time.
func timed(names []string) bool {
	return len(names) > 0 && slices.Contains([]string{"time_ms", "time", "t_ms", "t", "ms"}, strings.ToLower(names[0]))
}

// checkSum returns the sha256 of a file, and refuses another one than want; empty:
// any.
func checkSum(path, want string) (string, error) {
	f, err := disk.OpenRegular(path, os.O_RDONLY, 1<<40)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", disk.Named(path, err)
	}
	got := hex.EncodeToString(h.Sum(nil))
	if want != "" && got != want {
		return "", fmt.Errorf("%s: not the file that was recorded: its sha256 is %s…; must be %.12s…", path, got[:12], want)
	}
	return got, nil
}

// followWeights are the parameters that given weights set. A preset that does not
// name the weights itself has nothing to say about them.
var followWeights = []string{"net.n", "net.p", "net.g", "net.balance"}

// ParamsOf is what a plan begins with, without the network.
func ParamsOf(plan *presets.File) (Params, error) {
	s := &Session{mem: memory{Plan: plan, Hands: map[string]bool{}}}
	err := s.begin(plan, nil)
	return s.mem.Par, err
}

// begin reads the files, and sets the parameters of step 0.
func (s *Session) begin(plan *presets.File, sets []presets.Assignment) error {
	in, p := &s.mem.Input, Table.Defaults()
	if err := in.readWeights(plan); err != nil {
		if plan.Input.Line > 0 {
			err = fmt.Errorf("%s%w", place(plan, plan.Input.Line), err)
		}
		return err
	}
	named := map[string]bool{}
	for _, a := range plan.Set {
		if plan.Input.WeightsByHand && slices.Contains(followWeights, a.Key) {
			continue
		}
		if err := Table.Set(&p, a.Key, a.Text); err != nil {
			return fmt.Errorf("%s%w", place(plan, a.Line), err)
		}
		named[a.Key] = true
	}
	p.Target.File = plan.Beside(p.Target.File)
	sum, withTime := plan.Input.TargetSum, plan.Input.TargetTime
	for _, a := range sets {
		if err := Table.Set(&p, a.Key, a.Text); err != nil {
			return err
		}
		named[a.Key], s.mem.Hands[a.Key] = true, true
		if a.Key == "target.file" && !plan.Input.Pinned {
			sum, withTime = "", false // of another file
		}
	}
	var err error
	if p, err = in.take(p, named); err != nil {
		return err
	}
	if p.Target.File != "" {
		if err := in.readTarget(p.Target.File, sum, withTime, p.Net.N); err != nil {
			return fmt.Errorf("target.file: %w", err)
		}
		p.Target = p.Target.With(in.Target)
	}
	s.mem.Par = p
	return nil
}

// take gives p the weights. named are the keys that somebody gave.
func (in *Input) take(p Params, named map[string]bool) (Params, error) {
	w := in.Weights
	if w == nil {
		return p, nil
	}
	if named["net.n"] && p.Net.N != w.W.N {
		return p, fmt.Errorf("net.n = %d contradicts %s, which has %d neurons; must be left out", p.Net.N, in.Name, w.W.N)
	}
	if named["net.p"] && p.Net.P != w.P {
		return p, fmt.Errorf("net.p = %g contradicts %s, whose density is %g; must be left out", p.Net.P, in.Name, w.P)
	}
	if !named["net.balance"] {
		p.Net.Balance = sim.Unbalanced
	}
	p.Net = p.Net.With(w)
	return p, nil
}

// sameFile refuses another target.file than that of the start: a recording keeps
// one.
func sameFile(old, p Params) error {
	if p.Target.File != old.Target.File {
		return errors.New("target.file is read when a run starts; must be given with --set, or in [set] of a preset")
	}
	return nil
}

// with gives p the files again, which a checkpoint keeps once.
func (in *Input) with(p Params) Params {
	if in.Weights != nil {
		p.Net = p.Net.With(in.Weights)
	}
	if in.Target != nil && p.Target.File != "" {
		p.Target = p.Target.With(in.Target)
	}
	return p
}

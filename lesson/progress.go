package lesson

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"spiketop/internal/disk"
	"spiketop/internal/param"
	"spiketop/internal/toml"
)

// Progress is which lessons a person has done: a file in the state directory.
type Progress struct {
	path  string
	done  []string
	found bool // the file is there
}

// ReadProgress reads the file; there may be none yet. Without a path nothing is kept.
func ReadProgress(path string) (*Progress, error) {
	p := &Progress{path: path}
	if path == "" {
		return p, nil
	}
	text, err := disk.ReadRegular(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	err = toml.Read(string(text), func(e toml.Entry) error {
		if e.Kind != toml.Words || strings.Join(e.Path, ".") != "done" {
			return fmt.Errorf("%s:%d: %s is %s; must be done, a list of lessons", path, e.Line, strings.Join(e.Path, "."), e.Kind)
		}
		p.done = e.Words
		return nil
	})
	p.found = true
	if bad := (*toml.Error)(nil); errors.As(err, &bad) {
		err = fmt.Errorf("%s:%d: not TOML: %s", path, bad.Line, bad.Text)
	}
	return p, err
}

// Done reports whether the lesson was done.
func (p *Progress) Done(name string) bool { return slices.Contains(p.done, name) }

// Fresh reports whether nobody has looked at the lessons yet.
func (p *Progress) Fresh() bool { return p.path != "" && !p.found }

// Begun keeps that somebody has looked at the lessons.
func (p *Progress) Begun() error {
	if !p.Fresh() {
		return nil
	}
	return p.write()
}

// Mark keeps that the lesson was done. What another program has kept meanwhile stays.
func (p *Progress) Mark(name string) error {
	if p.Done(name) {
		return nil
	}
	now, err := ReadProgress(p.path)
	if err != nil {
		return err
	}
	if p.done = now.done; !p.Done(name) {
		p.done = append(p.done, name)
	}
	return p.write()
}

func (p *Progress) write() error {
	if p.path == "" {
		return nil
	}
	p.found = true
	if err := disk.MakeDir(filepath.Dir(p.path)); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Lessons that were done; spiketop writes this file.\ndone = [")
	for k, name := range p.done {
		if k > 0 {
			b.WriteString(", ")
		}
		b.WriteString(param.Quote(name))
	}
	b.WriteString("]\n")
	return disk.WriteFile(p.path, []byte(b.String()))
}

package presets

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"spiketop/internal/disk"
)

// IsFile reports whether name means a file, not a preset: it ends in .toml or
// has a directory in it.
func IsFile(name string) bool {
	return strings.HasSuffix(name, ".toml") || strings.ContainsRune(name, filepath.Separator)
}

// Open reads a preset by its name, or a file by its path.
func Open(name string) (*File, error) {
	if IsFile(name) {
		return ReadFile(name)
	}
	return Load(name)
}

// ReadFile reads a preset or a recorded run from a file. Errors are one line
// and name it. A recorded run in its directory has the directory's name, and the
// view of the preset that it began with.
func ReadFile(path string) (*File, error) {
	f, err := readFile(path)
	if err != nil {
		if what := foreign(path); what != "" {
			return nil, fmt.Errorf("%s: %s, not a preset; give a .toml file", path, what)
		}
		return nil, err
	}
	if f.Recorded() {
		f.Name = recordedName(path, f.Name)
		if began, err := Load(f.Preset()); err == nil && f.View.Speed == 0 && f.View.Focus == "" && f.View.Layout == "" {
			f.View = began.View
		}
	}
	return f, nil
}

// recordedName is the name of the directory that a run.toml lies in. A slash
// tells it from a preset of that name. Another file keeps its own name.
func recordedName(path, own string) string {
	abs, err := filepath.Abs(path)
	if err != nil || filepath.Base(abs) != "run.toml" {
		return own
	}
	dir := filepath.Base(filepath.Dir(abs))
	if slices.Contains(Names(), dir) {
		dir += string(filepath.Separator)
	}
	return dir
}

func readFile(path string) (*File, error) {
	text, err := disk.ReadRegular(path, maxFile)
	switch {
	case errors.Is(err, disk.ErrDirectory):
		return nil, fmt.Errorf("%w; give a file such as %s", err, filepath.Join(path, "run.toml"))
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w%s", err, hint(path))
	case err != nil:
		return nil, err
	}
	return Parse(path, string(text))
}

// hint helps who wrote a preset's name as a file's.
func hint(path string) string {
	name := strings.TrimSuffix(path, ".toml")
	if slices.Contains(Names(), name) {
		return fmt.Sprintf("; the preset is called %q", name)
	}
	return ""
}

// Place names a line of the file, as errors do.
func (f *File) Place(line int) string {
	if f.Path == "" {
		return fmt.Sprintf("preset %s, line %d", f.Name, line)
	}
	return fmt.Sprintf("%s:%d", f.Path, line)
}

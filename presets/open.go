package presets

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"spiketop/internal/disk"
)

// maxFile bounds what is read: a recording of a hundred thousand changes is smaller.
const maxFile = 16 << 20

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
// and name it.
func ReadFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w%s", path, disk.Cause(err), hint(path))
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && st.IsDir() {
		return nil, fmt.Errorf("%s: a directory; give a file such as %s", path, filepath.Join(path, "run.toml"))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, disk.Cause(err))
	case len(text) > maxFile:
		return nil, fmt.Errorf("%s: longer than %d MB: not a preset", path, maxFile>>20)
	}
	return Parse(path, string(text))
}

// hint helps who wrote a preset's name as a file's.
func hint(path string) string {
	name := strings.TrimSuffix(path, ".toml")
	if contains(Names(), name) {
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

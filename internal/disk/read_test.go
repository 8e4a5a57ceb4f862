package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadRegular(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("0123456789"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for path, limit := range map[string]int64{file: 10, filepath.Join(dir, "link"): 11} {
		if text, err := ReadRegular(path, limit); string(text) != "0123456789" || err != nil {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	if _, err := ReadRegular(file, 9); err == nil || err.Error() != file+": longer than 0 MB" {
		t.Errorf("too long: %v", err)
	}
	if _, err := ReadRegular(dir, 10); !errors.Is(err, ErrDirectory) || !strings.HasPrefix(err.Error(), dir+": ") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := ReadRegular(file+"x", 10); !errors.Is(err, fs.ErrNotExist) || err.Error() != file+"x: no such file or directory" {
		t.Errorf("no file: %v", err)
	}
	// A file with more in it than it says.
	f, err := OpenRegular(file, os.O_RDONLY, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := ReadAll(f, file, 5); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("read beyond the limit: %v", err)
	}
}

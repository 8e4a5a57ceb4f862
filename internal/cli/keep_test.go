package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Pictures never go over a file: the next number is free as SVG and as PNG. Where one
// of the two cannot be written there is none.
func TestPicturesGoOverNothing(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("rhythm-s3-002.png", []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"rhythm-s3-001", "rhythm-s3-003"} {
		names, err := keepPicture("rhythm", 3, []byte("svg"), []byte("png"))
		if err != nil || !slices.Equal(names, []string{want + ".svg", want + ".png"}) {
			t.Errorf("%q, %v; want %s", names, err, want)
		}
	}
	if text, err := os.ReadFile("rhythm-s3-002.png"); err != nil || string(text) != "mine" {
		t.Errorf("the file of somebody else: %q, %v", text, err)
	}
	if text, err := os.ReadFile("rhythm-s3-003.svg"); err != nil || string(text) != "svg" {
		t.Errorf("%q, %v", text, err)
	}
	if names, err := keepPicture("../a/b", 3, nil, nil); err != nil || filepath.Dir(names[0]) != "." || strings.Contains(names[0], "/") {
		t.Errorf("a preset's name leads elsewhere: %q, %v", names, err)
	}
	if err := os.Chdir("/proc"); err != nil {
		t.Skip("there is no /proc")
	}
	if _, err := keepPicture("x", 1, nil, nil); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("where nothing can be written: %v", err)
	}
}

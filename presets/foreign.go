package presets

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// headLength is how much of a file foreign looks at.
const headLength = 4 << 10

// npyShape is the shape in the header of a NumPy array: 'shape': (200, 200).
var npyShape = regexp.MustCompile(`'shape': *\(([0-9, ]*)\)`)

// foreign says what a file is that cannot be a preset: "a NumPy array of 200×200
// numbers". It is empty where the file may be meant as TOML, or cannot be read.
func foreign(path string) string {
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headLength))
	if err != nil {
		return ""
	}
	ext := strings.ToLower(filepath.Ext(path))
	switch {
	case bytes.HasPrefix(head, []byte("\x93NUMPY")):
		shape := npyShape.FindSubmatch(head)
		if shape == nil {
			return "a NumPy array"
		}
		sizes := strings.FieldsFunc(string(shape[1]), func(r rune) bool { return r == ',' || r == ' ' })
		if len(sizes) == 0 {
			return "a NumPy array of one number"
		}
		return fmt.Sprintf("a NumPy array of %s numbers", strings.Join(sizes, "×"))
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return "JSON"
	case ext == ".toml":
		return ""
	case bytes.IndexByte(head, 0) >= 0 || len(head) < headLength && !utf8.Valid(head):
		return "binary data"
	case ext == ".csv":
		return "a table of comma-separated values"
	}
	return ""
}

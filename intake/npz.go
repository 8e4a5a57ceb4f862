package intake

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"strings"
)

// deflated is how many bytes one byte of a compressed entry can stand for, at
// most. Deflate reaches 1032.
const deflated = 1032

// npz reads one array of a .npz file: a zip archive of .npy files.
func (f *file) npz(entry string) (*array, error) {
	archive, err := zip.NewReader(f.File, f.size)
	if err != nil {
		return nil, fmt.Errorf("a damaged zip archive (%w); must be a .npz file", err)
	}
	var entries []*zip.File
	var names, shapes []string
	for _, e := range archive.File {
		name, isArray := strings.CutSuffix(e.Name, ".npy")
		if !isArray {
			continue
		}
		if len(entries) == maxEntries {
			return nil, fmt.Errorf("more than %d arrays", maxEntries)
		}
		entries, names, shapes = append(entries, e), append(names, name), append(shapes, "")
	}
	if len(entries) > 1 && len(entries) <= 20 { // what an error shows
		for k, e := range entries {
			shapes[k] = npzShape(e)
		}
	}
	k, err := pick(strings.TrimSuffix(entry, ".npy"), names, shapes)
	if err != nil {
		return nil, err
	}
	e := entries[k]
	if e.UncompressedSize64 > deflated*e.CompressedSize64+1024 || e.UncompressedSize64 > maxFile {
		return nil, fmt.Errorf("%s: %d bytes are announced, from %d; a damaged zip archive", names[k], e.UncompressedSize64, e.CompressedSize64)
	}
	r, err := e.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names[k], err)
	}
	defer r.Close()
	in := bufio.NewReaderSize(r, 1<<16)
	a, err := readNPY(in, int64(e.UncompressedSize64), square)
	if err == nil { // what follows is none of the array, but the checksum
		if _, end := in.ReadByte(); errors.Is(end, zip.ErrChecksum) {
			err = errors.New("damaged: the checksum does not fit")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names[k], err)
	}
	a.name = names[k]
	return a, nil
}

// maxEntries is how many arrays a file may have.
const maxEntries = 10000

func npzShape(e *zip.File) string {
	r, err := e.Open()
	if err != nil {
		return "not readable"
	}
	defer r.Close()
	h, err := readNPYHeader(r)
	if err != nil {
		return "no matrix of numbers"
	}
	return fmt.Sprintf("%d×%d", h.rows, h.cols)
}

package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// What OpenRegular refuses.
var (
	ErrDirectory  = errors.New("a directory")
	ErrNotRegular = errors.New("not a regular file")
	errTooLong    = errors.New("longer than")
)

// OpenRegular opens a file as os.OpenFile does. A directory, a pipe, a device or
// a file of more than limit bytes is refused at once: reading it would block, or
// would not end. Errors begin with the path.
func OpenRegular(path string, flag int, limit int64) (*os.File, error) {
	// Asked before it is opened too: to open a device may do something.
	st, none := os.Stat(path)
	if none == nil {
		if err := judge(path, st, limit); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(path, flag|nonblock, 0o666)
	if err != nil {
		return nil, Named(path, err)
	}
	if errors.Is(none, fs.ErrNotExist) {
		err = own(f) // it was made here
	}
	if err == nil {
		st, err = f.Stat()
	}
	if err != nil {
		err = Named(path, err)
	} else {
		err = judge(path, st, limit)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func judge(path string, st fs.FileInfo, limit int64) error {
	switch {
	case st.IsDir():
		return fmt.Errorf("%s: %w", path, ErrDirectory)
	case !st.Mode().IsRegular():
		return fmt.Errorf("%s: %w", path, ErrNotRegular)
	case st.Size() > limit:
		return tooLong(path, limit)
	}
	return nil
}

func tooLong(path string, limit int64) error {
	return fmt.Errorf("%s: %w %d MB", path, errTooLong, limit>>20)
}

// ReadRegular reads a file that OpenRegular opens.
func ReadRegular(path string, limit int64) ([]byte, error) {
	f, err := OpenRegular(path, os.O_RDONLY, limit)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAll(f, path, limit)
}

// ReadAll reads the file at path from where f stands, at most limit bytes: some
// files have more than they say.
func ReadAll(f *os.File, path string, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, Named(path, err)
	case int64(len(text)) > limit:
		return nil, tooLong(path, limit)
	}
	return text, nil
}

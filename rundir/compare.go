package rundir

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"spiketop/internal/disk"
	"spiketop/measure"
	"spiketop/run"
)

// Compare holds a run that was repeated against the files that the first one left in
// dir: its arrays to the byte, the numbers of its summary to a few last digits, which
// differ between machine types. It returns what was compared; the error says what
// differs. A number that is null in one of them is not compared: an analysis was left out.
func Compare(ctx context.Context, c *run.Copy, dir string) (string, error) {
	var same, differ []string
	all := Of(c, measure.Summarise(ctx, c, measure.AllFiles, c.Status(), math.NaN(), nil)).files()
	for _, f := range all {
		if !strings.HasSuffix(f.Name, ".npy") {
			continue
		}
		equal, err := holds(filepath.Join(dir, f.Name), f)
		switch {
		case errors.Is(err, os.ErrNotExist): // an older version, or taken away
		case err != nil:
			return "", err
		case equal:
			same = append(same, f.Name)
		default:
			differ = append(differ, f.Name)
		}
	}
	numbers, err := otherNumbers(dir, all)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return "", err
	case len(numbers) == 0:
		same = append(same, "the numbers of summary.json")
	default:
		differ = append(differ, fmt.Sprintf("summary.json (%s)", strings.Join(numbers[:min(3, len(numbers))], "; ")))
	}
	if len(differ) > 0 {
		return "", fmt.Errorf("the run repeated is not the one in %s: %s differ", dir, strings.Join(differ, ", "))
	}
	if len(same) == 0 {
		return "", fmt.Errorf("%s: there are no files to hold the run against", dir)
	}
	return fmt.Sprintf("as in %s: %s", dir, strings.Join(same, ", ")), nil
}

// holds reports whether the file at path has what f writes.
func holds(path string, f disk.File) (bool, error) {
	in, err := disk.OpenRegular(path, os.O_RDONLY, 1<<62)
	if err != nil {
		return false, err
	}
	defer in.Close()
	w := &comparer{r: in, equal: true}
	if err := f.Write(w); err != nil {
		return false, err
	}
	if n, _ := in.Read(make([]byte, 1)); n > 0 {
		w.equal = false
	}
	return w.equal, nil
}

// comparer compares what is written with what is read.
type comparer struct {
	r     io.Reader
	buf   []byte
	equal bool
}

func (w *comparer) Write(p []byte) (int, error) {
	if w.equal {
		w.buf = slices.Grow(w.buf[:0], len(p))[:len(p)]
		n, _ := io.ReadFull(w.r, w.buf)
		w.equal = bytes.Equal(w.buf[:n], p)
	}
	return len(p), nil
}

// numbersAgree is how far two numbers of a summary may be apart, of the larger.
const numbersAgree = 1e-6

// otherNumbers are the numbers of summary.json that are others now.
func otherNumbers(dir string, all []disk.File) (other []string, err error) {
	text, err := ReadSummary(dir)
	if err != nil {
		return nil, err
	}
	var was, now any
	if err := json.Unmarshal(text, &was); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, "summary.json"), err)
	}
	var b bytes.Buffer
	for _, f := range all {
		if f.Name == "summary.json" {
			if err := f.Write(&b); err != nil {
				return nil, err
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &now); err != nil {
		return nil, err
	}
	var walk func(path string, a, b any)
	walk = func(path string, a, b any) {
		switch a := a.(type) {
		case map[string]any:
			b, _ := b.(map[string]any)
			for _, key := range slices.Sorted(maps.Keys(a)) {
				if key != "wall_seconds" && key != "timings" && key != "warnings" {
					walk(strings.TrimPrefix(path+"."+key, "."), a[key], b[key])
				}
			}
		case []any:
			if b, ok := b.([]any); ok && len(a) == len(b) {
				for k := range a {
					walk(fmt.Sprintf("%s[%d]", path, k), a[k], b[k])
				}
			}
		case float64:
			if b, ok := b.(float64); ok && math.Abs(a-b) > numbersAgree*max(math.Abs(a), math.Abs(b)) {
				other = append(other, fmt.Sprintf("%s %.6g, was %.6g", path, b, a))
			}
		}
	}
	walk("", was, now)
	return other, nil
}

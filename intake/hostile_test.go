//go:build unix

package intake

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// npyText is a .npy file of any header.
func npyText(header string, data ...byte) string {
	b := []byte("\x93NUMPY\x01\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	return string(append(append(b, header...), data...))
}

func npyOf(descr, shape string, data ...byte) string {
	return npyText(fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", descr, shape), data...)
}

func doubles(x ...float64) (b []byte) {
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

// zipped is a zip archive of files, names and contents in turn.
func zipped(method uint16, files ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for k := 0; k+1 < len(files); k += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[k], Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(files[k+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// matText is a MATLAB file of these elements.
func matText(elements ...[]byte) string {
	head := append(bytes.Repeat([]byte(" "), 124), 0, 1, 'I', 'M')
	copy(head, "MATLAB 5.0 MAT-file")
	for _, e := range elements {
		head = append(head, e...)
	}
	return string(head)
}

// miElement is an element with its tag; length −1: that of the data.
func miElement(kind uint32, length int, data []byte) []byte {
	if length < 0 {
		length = len(data)
	}
	b := binary.LittleEndian.AppendUint32(nil, kind)
	b = binary.LittleEndian.AppendUint32(b, uint32(length))
	if b = append(b, data...); kind == miCOMPRESSED {
		return b
	}
	return append(b, make([]byte, (8-len(data)%8)%8)...)
}

func u32(x ...uint32) (b []byte) {
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// mxText is an array of a class, with dimensions and further elements.
func mxText(class uint32, dims []uint32, rest ...[]byte) []byte {
	b := slices.Concat(miElement(miUINT32, -1, u32(class, 0)), miElement(miINT32, -1, u32(dims...)), miElement(miINT8, -1, []byte("W")))
	return miElement(miMATRIX, -1, slices.Concat(b, slices.Concat(rest...)))
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// hostile are files that must be refused, by what is wrong with them, and a word
// of the error.
func hostile(t *testing.T) map[string][2]string {
	good := func(name string) string {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	f8, mat, zip8 := good("little-f8-C.npy"), good("double.mat"), good("two.npz")
	bomb := npyOf("<f8", "2, 2", doubles(1, 2, 3, 4)...)
	announced := []byte(zipped(zip.Store, "W.npy", bomb))
	if at := bytes.LastIndex(announced, []byte("PK\x01\x02")); at >= 0 {
		binary.LittleEndian.PutUint32(announced[at+24:], 0x7fffffff) // uncompressed size
	}
	line := strings.Repeat("1,", 1<<20)
	manyNodes := "pre,post\n"
	for k := range MaxN + 1 {
		manyNodes += fmt.Sprintf("%d,%d\n", k, k+1)
	}
	return map[string][2]string{
		"empty":                         {"", "empty"},
		"one byte":                      {"\x00", "not a matrix"},
		"binary":                        {"\x7fELF\x02\x01\x01\x00\x00\x00", "not a matrix"},
		"PNG":                           {"\x89PNG\r\n\x1a\n\x00\x00", "not a matrix"},
		"HDF5":                          {"\x89HDF\r\n\x1a\n", "version 7"},
		"MATLAB 7.3":                    {"MATLAB 7.3 MAT-file" + strings.Repeat(" ", 600), "version 7"},
		"a sentence":                    {"what is this", "must be a number"},
		"TOML":                          {"[set]\n\"net.n\" = 3\n", "must be"},
		"npy: magic only":               {"\x93NUMPY", "cut off"},
		"npy: cut in the header":        {f8[:40], "cut off"},
		"npy: cut in the numbers":       {f8[:len(f8)-8], "bytes"},
		"npy: cut by a byte":            {f8[:len(f8)-1], "bytes"},
		"npy: longer than it says":      {f8 + "x", "bytes"},
		"npy: format 9":                 {"\x93NUMPY\x09\x00\x10\x00", "format 9"},
		"npy: header of 4 GB":           {"\x93NUMPY\x02\x00\xff\xff\xff\xff{", "header"},
		"npy: no dictionary":            {npyText("hello\n"), "header"},
		"npy: 10⁹ entries":              {npyOf("<f8", "31623, 31623"), "at most"},
		"npy: 10⁹ bytes":                {npyOf("|u1", "10000, 10000"), "bytes"},
		"npy: sizes that overflow":      {npyOf("<f8", "4294967296, 4294967296"), "at most"},
		"npy: a size of 30 digits":      {npyOf("<f8", "100000000000000000000000000000, 1"), "two sizes"},
		"npy: a negative size":          {npyOf("<f8", "-2, -2", doubles(1, 2, 3, 4)...), "two sizes"},
		"npy: no entries":               {npyOf("<f8", "0, 0"), "must hold"},
		"npy: a vector":                 {npyOf("<f8", "4,", doubles(1, 2, 3, 4)...), "square"},
		"npy: three dimensions":         {npyOf("<f8", "1, 2, 2", doubles(1, 2, 3, 4)...), "two dimensions"},
		"npy: one number":               {npyOf("<f8", "", doubles(1)...), "two dimensions"},
		"npy: one neuron":               {npyOf("<f8", "1, 1", doubles(1)...), "neurons"},
		"npy: rectangular":              {npyOf("<f8", "2, 3", doubles(1, 2, 3, 4, 5, 6)...), "square"},
		"npy: NaN":                      {npyOf("<f8", "2, 2", doubles(1, math.NaN(), 3, 4)...), "entry (0, 1) is NaN"},
		"npy: infinite":                 {npyOf("<f8", "2, 2", doubles(1, 2, 3, math.Inf(-1))...), "entry (1, 1) is -Inf"},
		"npy: complex":                  {npyOf("<c16", "2, 2", doubles(1, 2, 3, 4, 5, 6, 7, 8)...), "complex"},
		"npy: text":                     {npyOf("<U1", "2, 2", make([]byte, 16)...), "text"},
		"npy: objects":                  {npyOf("|O", "2, 2", make([]byte, 32)...), "objects"},
		"npy: long doubles":             {npyOf("<f16", "2, 2", make([]byte, 64)...), "float64"},
		"npy: dates":                    {npyOf("<M8[ns]", "2, 2", make([]byte, 32)...), "M8"},
		"npy: records":                  {npyText("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }\n", doubles(1, 2)...), "records"},
		"npz: cut":                      {zip8[:len(zip8)/2], "zip"},
		"npz: nothing in it":            {zipped(zip.Store), "no array"},
		"npz: no array":                 {zipped(zip.Store, "a.txt", "x"), "no array"},
		"npz: a zip in the zip":         {zipped(zip.Deflate, "a.zip", zipped(zip.Deflate, "b.zip", zip8)), "no array"},
		"npz: a zip called npy":         {zipped(zip.Deflate, "W.npy", zip8), "not a NumPy array"},
		"npz: several":                  {zip8, "--entry must name one of W (5×5), b (5×1)"},
		"npz: damaged":                  {strings.Replace(zipped(zip.Store, "W.npy", f8), "NUMPY", "NUMPX", 1), "not a NumPy array"},
		"npz: a size that is not true":  {string(announced), "announced"},
		"npz: a bomb of zeros":          {zipped(zip.Deflate, "W.npy", npyOf("<f8", "31623, 31623")+strings.Repeat("\x00", 1<<22)), "at most"},
		"csv: rectangular":              {"1,2,3\n4,5,6\n7,8,9\n1,2,3\n", "line 4 is row 4 of a matrix with 3 columns"},
		"csv: a short line":             {"1,2,3\n4,5\n7.00,8.00,9.00\n", "line 2"},
		"csv: a word":                   {"1,2\nx,4\n", "line 2, column 1"},
		"csv: NaN":                      {"1,2\nnan,4\n", "line 2, column 1 is NaN"},
		"csv: out of range":             {"1,2\n3,1e999\n", "line 2, column 2"},
		"csv: an empty cell":            {"1,\n3,4\n", "line 1, column 2"},
		"csv: an open quote":            {"1,\"2\n3,4\n", "line"},
		"csv: a long line":              {line, "longer"},
		"csv: UTF-16":                   {"\xff\xfe1\x00,\x002\x00", "not a matrix"},
		"csv: comments alone":           {"# a\n# b\n", "no line"},
		"edges without heads":           {"1,2,0.5\n2,3,0.5\n3,4,1\n4,5,1\n", "pre,post,weight"},
		"edges: no post":                {"pre,weight\n1,2\n", "must be pre"},
		"edges: pre twice":              {"pre,source,post\n1,2,3\n", "mean the same"},
		"edges: none":                   {"pre,post\n", "without an edge"},
		"edges: a short line":           {"pre,post\n1,2\n3\n", "line 3"},
		"edges: no name":                {"pre,post\n1,\n", "line 2, column 2"},
		"edges: a weight that is none":  {"pre,post,weight\n1,2,strong\n", "line 2, column 3"},
		"edges: a weight of NaN":        {"pre,post,weight\n1,2,nan\n", "line 2"},
		"edges: one node":               {"pre,post\n1,1\n", "neurons"},
		"edges: too many nodes":         {manyNodes, "more than 10000 nodes"},
		"edges: weights that overflow":  {"pre,post,weight\n1,2,1e308\n1,2,1e308\n", "add up"},
		"edges: a long name":            {"pre,post\n" + strings.Repeat("a", 300) + ",b\n", "300 bytes"},
		"mtx: banner only":              {"%%MatrixMarket matrix coordinate real general\n", "sizes"},
		"mtx: 10⁹ entries":              {"%%MatrixMarket matrix coordinate real general\n9000 9000 1000000000\n1 1 1\n", "announced"},
		"mtx: 10⁹ neurons":              {"%%MatrixMarket matrix coordinate real general\n1000000000 1000000000 1\n1 1 1\n", "neurons"},
		"mtx: an array of 10⁸":          {"%%MatrixMarket matrix array real general\n10000 10000\n1\n", "announced"},
		"mtx: cut":                      {"%%MatrixMarket matrix coordinate real general\n3 3 2\n1 1 1\n", "2 entries are announced, and 1"},
		"mtx: index base 0":             {"%%MatrixMarket matrix coordinate real general\n3 3 1\n0 1 1\n", "line 3"},
		"mtx: an index beyond":          {"%%MatrixMarket matrix coordinate real general\n3 3 1\n1 4 1\n", "1 … 3"},
		"mtx: complex":                  {"%%MatrixMarket matrix coordinate complex general\n3 3 1\n1 1 1 1\n", "complex"},
		"mtx: Hermitian":                {"%%MatrixMarket matrix array real hermitian\n2 2\n1\n1\n1\n", "hermitian"},
		"mtx: rectangular":              {"%%MatrixMarket matrix coordinate real general\n3 4 1\n1 1 1\n", "square"},
		"mtx: more than announced":      {"%%MatrixMarket matrix coordinate real general\n3 3 1\n1 1 1\n1 2 1\n", "line 4"},
		"mtx: above the diagonal":       {"%%MatrixMarket matrix coordinate real symmetric\n3 3 1\n1 2 1\n", "below"},
		"mtx: NaN":                      {"%%MatrixMarket matrix coordinate real general\n3 3 1\n1 2 nan\n", "finite"},
		"mtx: a word":                   {"%%MatrixMarket matrix coordinate real general\n3 3 1\n1 2 x\n", "line 3"},
		"mat: cut in the header":        {mat[:100], "damaged"},
		"mat: cut in the array":         {mat[:len(mat)-8], "cut off"},
		"mat: nothing in it":            {matText(), "no array"},
		"mat: an array of 4 GB":         {matText(miElement(miMATRIX, 0x7ffffff0, nil)), "cut off"},
		"mat: text":                     {matText(mxText(4, []uint32{1, 1}, miElement(4, -1, []byte("xx")))), "text"},
		"mat: a struct":                 {matText(mxText(2, []uint32{1, 1})), "struct"},
		"mat: complex":                  {matText(mxText(6|0x800, []uint32{2, 2}, miElement(9, -1, doubles(1, 2, 3, 4)))), "complex"},
		"mat: rectangular":              {matText(mxText(6, []uint32{1, 4}, miElement(9, -1, doubles(1, 2, 3, 4)))), "square"},
		"mat: 10⁹ entries":              {matText(mxText(6, []uint32{31623, 31623}, miElement(9, -1, doubles(1)))), "neurons"},
		"mat: fewer numbers than sizes": {matText(mxText(6, []uint32{9000, 9000}, miElement(9, -1, doubles(1)))), "damaged"},
		"mat: numbers of 2 GB":          {matText(mxText(6, []uint32{9000, 9000}, miElement(9, 648000000, doubles(1)))), "longer"},
		"mat: sizes below 0":            {matText(mxText(6, []uint32{0xffffffff, 2}, miElement(9, -1, doubles(1)))), "size"},
		"mat: NaN":                      {matText(mxText(6, []uint32{2, 2}, miElement(9, -1, doubles(1, 2, math.NaN(), 4)))), "entry (0, 1) is NaN"},
		"mat: sparse, rows beyond":      {matText(mxText(5, []uint32{2, 2}, miElement(5, -1, u32(7)), miElement(5, -1, u32(0, 1, 1)), miElement(9, -1, doubles(1)))), "damaged"},
		"mat: sparse, columns back":     {matText(mxText(5, []uint32{2, 2}, miElement(5, -1, u32(0)), miElement(5, -1, u32(0, 1, 0)), miElement(9, -1, doubles(1)))), "damaged"},
		"mat: compressed rubbish":       {matText(miElement(miCOMPRESSED, -1, []byte("rubbish!"))), "damaged"},
		"mat: compressed twice":         {matText(miElement(miCOMPRESSED, -1, packed(miElement(miCOMPRESSED, -1, packed(mxText(6, []uint32{2, 2}, miElement(9, -1, doubles(1, 2, 3, 4)))))))), "no array"},
		"mat: a bomb":                   {matText(miElement(miCOMPRESSED, -1, packed(miElement(miMATRIX, 0x7fffffff, make([]byte, 1<<20))))), "announced"},
	}
}

// Every hostile file is refused in one line that names it, at once, and without
// the memory that it announces.
func TestHostileFiles(t *testing.T) {
	cases := hostile(t)
	if len(cases) < 60 {
		t.Fatalf("only %d", len(cases))
	}
	for name, c := range cases {
		path := write(t, "file.csv", c[0])
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		t0 := cpu()
		m, err := Read(path, Options{})
		took := cpu() - t0
		runtime.ReadMemStats(&after)
		switch {
		case err == nil:
			t.Errorf("%s: read as %d neurons", name, m.N)
		case strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), path+": ") || len(err.Error()) > len(path)+400:
			t.Errorf("%s: %q", name, err)
		case !strings.Contains(err.Error(), c[1]):
			t.Errorf("%s: %v, want %q", name, err, c[1])
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used >= 100 {
			t.Errorf("%s: %d MB", name, used)
		}
		if took >= time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// cpu is the time that this process has worked.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A good file that is cut anywhere, or has a byte changed, is read or refused:
// nothing panics, and no number is made up that is not finite.
func TestTornFiles(t *testing.T) {
	for _, name := range []string{"little-f8-C.npy", "big-i2-F.npy", "two.npz", "packed.npz", "matrix.csv", "general.mtx", "array-skew.mtx",
		"double.mat", "double-packed.mat", "sparse.mat", "sparse-logical-packed.mat", "small.mat"} {
		whole, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		path := write(t, name, "")
		look := func(b []byte) {
			if err := os.WriteFile(path, b, 0o666); err != nil {
				t.Fatal(err)
			}
			for _, entry := range []string{"", "W"} {
				m, err := Read(path, Options{Entry: entry})
				if err == nil && (m.W.N != m.N || slices.ContainsFunc(m.W.Values(), func(x float64) bool { return x-x != 0 })) {
					t.Fatalf("%s: %+v", name, m)
				}
			}
		}
		step := max(1, len(whole)/40)
		for at := 0; at < len(whole); at += step {
			look(whole[:at])
			bad := bytes.Clone(whole)
			for _, with := range []byte{0xff, whole[at] ^ 1} {
				bad[at] = with
				look(bad)
			}
		}
	}
}

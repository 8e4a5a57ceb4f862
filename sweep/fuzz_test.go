package sweep

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spiketop/run"
)

// Whatever is typed as an axis, it is refused in one line, or its values are in
// order, within the parameter's limits, and the same axis when they are typed.
func FuzzAxis(f *testing.F) {
	for _, text := range []string{
		"net.g=0.1:0.7:0.1", "net.g=0:1:0.3333333333333333", "net.g= .5 , 1e-1,2.50", "net.n=400,100", "target.kind=sequence,none", "learn.on=on",
		"net.g=+nan", "net.g=0:inf:1", "net.g=0x1p-2,1_0", "net.g=1e308:1.1e308:1e300", "net.n=100:200:0.5", "seed=1:2:1", "do.kick=1", "net.g=5e-324:1e-322:5e-324", "net.g=-0,0",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAxis(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x00\x1b") || len(err.Error()) > 1000 {
				t.Fatalf("%q: %q", text, err)
			}
			return
		}
		if len(a.Values) == 0 || !slices.IsSortedFunc(a.Values, compare) || len(slices.Compact(slices.Clone(a.Values))) < len(a.Values) {
			t.Fatalf("%q: %q", text, a.Values)
		}
		d, err := run.Table.Find(a.Key)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Values) > 300 {
			return // the rest is slow
		}
		for _, v := range a.Values {
			var p run.Params
			if err := d.Parse(&p, v); err != nil || d.Format(&p) != v {
				t.Fatalf("%q: %q, %v", text, v, err)
			}
			if x, err := strconv.ParseFloat(v, 64); err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
				t.Fatalf("%q: %q", text, v)
			}
		}
		b, err := ParseAxis(a.Key + "=" + strings.Join(a.Values, ","))
		if err != nil || b.Key != a.Key || !slices.Equal(a.Values, b.Values) {
			t.Fatalf("%q is %q, and then %q, %v", text, a.Values, b.Values, err)
		}
	})
}

// Whatever stands in two tables, they are read to the same rows that are written
// again, or refused in one line; so is what they make together.
func FuzzTable(f *testing.F) {
	const head = "preset,base,net.g,seed,runs,a,b,status,reason\n"
	row := func(g, seed string) string { return "quick,x1," + g + "," + seed + ",4,1.5,NaN,done,\n" }
	for _, pair := range [][2]string{
		{head + row("0.5", "1") + row("0.5", "2"), head + row("1", "1") + row("1", "2")},
		{head + row("0.5", "1"), head + row("0.5", "1")},
		{head + row("0.50", "1"), head},
		{head + "quick,x1,0.5,1,,,,failed,\"step 7, it \"\"blew\"\" up\"\n", head + row("1", "1")},
		{strings.ReplaceAll(head+row("0.5", "1"), ",", ";"), "\ufeff" + head},
		{head + "quick,x1,0.5,1,99999999999999999999,1,1,done,\n", head + "quick,x1,+nan,1,1,1,1,done,\n"},
		{head + row("0.5", "1") + "quick,x1,0.5,\"2\n", "\n\n" + head + "\r\n"},
		{head + row("0.5", "\"1\r\"") + row(" 0.5", "1"), head + row("0.5", "")},
	} {
		f.Add(pair[0], pair[1], true)
		f.Add(pair[1], pair[0], false)
	}
	whole := quickSweep(f, 2, "net.g=0.5,1")
	var shards [2]string
	for i := range shards {
		shards[i] = string(line(whole.Table("").Header()))
		for k := i; k < whole.Runs(); k += 2 {
			cells := slices.Concat(whole.key(whole.at(k)), make([]string, len(whole.Table("").Values)), []string{Failed, "step 7: it diverged"})
			shards[i] += string(line(cells))
		}
	}
	f.Add(shards[0], shards[1], true)
	f.Add(shards[0], shards[0], true)
	f.Fuzz(func(t *testing.T, a, b string, described bool) {
		fits := func(err error) {
			if strings.ContainsAny(err.Error(), "\n\x00\x1b") || len(err.Error()) > 20_000 {
				t.Fatalf("%q %q: %q", a, b, err)
			}
		}
		header, _, _, err := parse("a.csv", []byte(a))
		foreign := slices.ContainsFunc(header, func(name string) bool { return clean(name) != name }) // none of ours is
		if err == nil && len(header) > 3 && !foreign {
			tab := Table{Path: "a.csv", Key: header[:2], Values: header[2 : len(header)-2]}
			rows, n, err := tab.parse([]byte(a))
			switch {
			case err != nil:
				fits(err)
			case n > len(a) || n == 0 || a[n-1] != '\n':
				t.Fatalf("%q: %d bytes are whole", a, n)
			default:
				written := string(line(header))
				for _, r := range rows {
					written += string(line(r))
				}
				again, n, err := tab.parse([]byte(written))
				if err != nil || n != len(written) || len(again) != len(rows) {
					t.Fatalf("%q: %d rows, written %q, are %d: %v", a, len(rows), written, len(again), err)
				}
			}
		}
		m := merger{rows: map[string][]string{}}
		var sweep *Sweep
		if described {
			sweep = whole
		}
		for _, c := range []struct{ path, text string }{{"t.1-of-2.csv", a}, {"t.2-of-2.csv", b}} {
			if err := m.take(c.path, []byte(c.text), sweep); err != nil {
				fits(err)
				return
			}
		}
		text, _, err := m.text(sweep)
		if err != nil {
			fits(err)
			return
		}
		one := merger{rows: map[string][]string{}}
		if err := one.take("t.csv", text, sweep); err != nil {
			t.Fatalf("%q and %q are %q, which is refused: %v", a, b, text, err)
		}
		if again, _, err := one.text(sweep); err != nil || string(again) != string(text) {
			t.Fatalf("%q and %q are %q, and then %q: %v", a, b, text, again, err)
		}
	})
}

package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"spiketop/presets"
	"spiketop/run"
)

// Whatever stands behind --set, it is refused in one line, or it is a value within
// the parameter's limits that is the same once it was written to a file.
func FuzzSet(f *testing.F) {
	for _, text := range []string{
		"net.g=1.5", " net.n = 20", "learn.on=on", "target.kind=ou", "seed=9223372036854775807", "net.g=+nan", "net.g=NaN", "net.g=inf", "net.g=-0", "net.g=0x1p-2", "net.g=1_0", "net.g=1e400",
		"net.n=1e2", "net.n=+5", "net.n=0x10", "learn.on=TRUE", "net.g", "=1", "net.g==1", "net.g=1=2", "do.kick=1", "target.kind=ou ", "net.noise=1\x1b[2J", "net.gg=1", "\xff=1", "net.g=\u202e1",
	} {
		f.Add(text)
	}
	for _, d := range run.Table {
		f.Add(d.Key + "=" + d.Default())
	}
	f.Fuzz(func(t *testing.T, text string) {
		var fl flags
		if err := (&assignFlag{&fl, "--set", "KEY=VALUE"}).Set(text); err != nil {
			t.Fatal(err)
		}
		g := fl.sets[0]
		if err := judge(g); err != nil {
			var said strings.Builder
			Env{Err: &said}.say("spiketop: %v", err)
			e := (*exit)(nil)
			if !errors.As(err, &e) || e.code != exitUsage || strings.Count(said.String(), "\n") != 1 || said.Len() > 2000 || strings.ContainsAny(said.String(), "\x1b\x00\r") {
				t.Fatalf("%q: %q", text, said.String())
			}
			return
		}
		d, err := run.Table.Find(g.Key)
		if err != nil {
			t.Fatal(err)
		}
		var p, q run.Params
		if err := d.Parse(&p, g.Text); err != nil {
			t.Fatal(err)
		}
		spelt := d.Format(&p)
		if x, err := strconv.ParseFloat(spelt, 64); err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Fatalf("%q is %s", text, spelt)
		}
		file, err := presets.Parse("f.toml", fmt.Sprintf("[set]\n%q = %s\n", d.Key, d.TOML(&p)))
		if err != nil || len(file.Set) != 1 || d.Parse(&q, file.Set[0].Text) != nil || d.Format(&q) != spelt || p != q {
			t.Fatalf("%q is %s; in a file %+v, %s: %v", text, spelt, file, d.Format(&q), err)
		}
	})
}

package run

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"
)

// ofOld is the run that version 0.5.0 has saved at step 500: at step 300 hands set
// net.g and net.noise, and took the noise back.
const ofOld = `
[set]
"net.n" = 10
"net.dt" = 0.5
"net.noise" = 0.1
"target.kind" = "oscillation"
"target.duration" = 100
"target.cue" = 10
"learn.start" = 50
"learn.passes" = 6
"learn.tests" = 2
"learn.on" = true
"record.seconds" = 1
`

// What version 0.5.0 has saved goes on here, to the bits of a run that was never saved.
func TestSavedByVersion05GoesOn(t *testing.T) {
	packed, err := os.ReadFile("testdata/saved-0.5.0.gz")
	if err != nil {
		t.Fatal(err)
	}
	in, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(in)
	if err != nil {
		t.Fatal(err)
	}
	if s.Steps() != 500 || s.Params().Net.G != 1.2 || len(s.Log()) != 3 || s.NextUndo() == "" {
		t.Fatalf("at step %d, g %g, %d assignments, undo %q", s.Steps(), s.Params().Net.G, len(s.Log()), s.NextUndo())
	}
	want := parse(t, ofOld)
	advance(want, 300)
	for _, set := range [][2]string{{"net.g", "1.2"}, {"net.noise", "0.2"}, {"net.noise", "0.1"}} {
		if err := want.Assign(set[0], set[1]); err != nil {
			t.Fatal(err)
		}
	}
	advance(want, 200)
	for range 2 { // as it was saved, and to the end of the protocol
		var a, b bytes.Buffer
		if err := s.SaveNetwork(&a); err != nil {
			t.Fatal(err)
		}
		if err := want.SaveNetwork(&b); err != nil {
			t.Fatal(err)
		}
		if c, d := s.Copy(true), want.Copy(true); !bytes.Equal(a.Bytes(), b.Bytes()) || c.Spikes() != d.Spikes() || c.Spikes() == 0 {
			t.Fatalf("at step %d: %d spikes, expected %d", s.Steps(), c.Spikes(), d.Spikes())
		}
		advance(s, 2000)
		advance(want, 2000)
	}
}

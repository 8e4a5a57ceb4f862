package plane

import (
	"slices"
	"testing"
	"time"
)

// await looks at the newest map until it is as wished. It is no measure of speed:
// it gives up only when half the time that the test has left is over.
func await(t *testing.T, f *Filler, as func(*Map) bool) *Map {
	t.Helper()
	end, limited := t.Deadline()
	end = end.Add(-time.Until(end) / 2)
	for ; !limited || time.Now().Before(end); time.Sleep(time.Millisecond) {
		if m := f.Map(); m != nil && as(m) {
			return m
		}
	}
	t.Fatalf("it never came: %+v", f.Map())
	return nil
}

// Beside a live run a map fills its grid, then halves steps and adds seeds, until
// it says that it is complete. Another map takes its place at once; what was in the
// table is there again.
func TestFillerExplores(t *testing.T) {
	f := NewFiller(func() {})
	defer func() { f.Close(); <-f.Ended() }()
	j := little(t, t.TempDir()+"/map.csv")
	f.Open(j)
	m := await(t, f, func(m *Map) bool {
		if n := len(m.Cells); n >= 6 && n < 15 && (!m.Working || m.Note != "") {
			t.Errorf("%d cells of the grid: working %t, %q", n, m.Working, m.Note)
		}
		return !m.Working && m.Note != ""
	})
	if m.Note != "complete" || m.Trouble != "" {
		t.Fatalf("%q, %q", m.Note, m.Trouble)
	}
	between := 0
	for _, c := range m.Cells {
		if len(c.Runs) != MoreSeeds {
			t.Errorf("%v has %d seeds", c.At, len(c.Runs))
		}
		if !c.OnGrid() {
			between++
		}
	}
	if between == 0 || len(m.Cells) != 15+between || between > 7+Spare() {
		t.Errorf("%d cells, %d of them between", len(m.Cells), between)
	}
	f.Show("g_eff")
	if m := f.Map(); m.Show != "g_eff" {
		t.Errorf("shows %s", m.Show)
	}
	j.X = axis(t, "net.g=0,1,2") // a coarser window over the same table
	f.Open(j)
	m = await(t, f, func(m *Map) bool { return m.X.Len() == 3 })
	if i := slices.IndexFunc(m.Cells, func(c Cell) bool { return c.At == At{Sub, Sub} }); i < 0 || len(m.Cells[i].Runs) != MoreSeeds {
		t.Error("what is in the table is not on the map")
	}
	j.X = axis(t, "net.g=0:9.9:0.1") // more than is done before anybody looks
	f.Open(j)
	await(t, f, func(m *Map) bool { return m.X.Len() == 100 && m.Working })
	f.Put(&Map{Preset: "elsewhere"}) // what is at work is given up, and stays away
	f.Close()
	<-f.Ended()
	if m := f.Map(); m.Preset != "elsewhere" {
		t.Errorf("the map of %s is back", m.Preset)
	}
}

// What is wrong with a map is said on it.
func TestFillerSaysWhatIsWrong(t *testing.T) {
	f := NewFiller(func() {})
	defer func() { f.Close(); <-f.Ended() }()
	j := little(t, "")
	j.Show = []string{"dimension.valu"}
	f.Open(j)
	await(t, f, func(m *Map) bool { return m.Trouble != "" && !m.Working })
}

package live

import (
	"testing"

	"spiketop/measure"
)

// A session that is taken goes on in the place of the old one, and a condition is
// judged on it: not on what was there before, and not after it is taken back.
func TestTakeAndJudge(t *testing.T) {
	r := NewRunner(parse(t, trained), nil)
	defer r.Close()
	many, err := measure.ParseCondition("net.n <= 30")
	if err != nil {
		t.Fatal(err)
	}
	r.Send(Judge{many})
	waitFrame(t, r, func(f *Frame) bool { return f.Judged != nil && f.Judged.Of == many && !f.Judged.Holds })

	other := parse(t, trained)
	if err := other.Assign("net.n", "30"); err != nil {
		t.Fatal(err)
	}
	r.Send(Take{other, 7})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.N == 30 })
	if f.Speed != 7 || !f.Running {
		t.Errorf("speed %v, running %t", f.Speed, f.Running)
	}
	if f.Judged != nil && !f.Judged.Holds {
		t.Error("the verdict on the old session stands over the new one")
	}
	waitFrame(t, r, func(f *Frame) bool { return f.Judged != nil && f.Judged.Holds })

	motif, err := measure.ParseCondition("motifs.weighted.reciprocal.z > -1000")
	if err != nil {
		t.Fatal(err)
	}
	r.Send(Judge{motif})
	waitFrame(t, r, func(f *Frame) bool {
		if f.Judged != nil && f.Judged.Of != motif && f.Answered == 3 {
			t.Error("the verdict on another condition")
		}
		return f.Judged != nil && f.Judged.Holds
	})
	r.Send(Judge{})
	waitFrame(t, r, func(f *Frame) bool { return f.Answered == 4 && f.Judged == nil })
}

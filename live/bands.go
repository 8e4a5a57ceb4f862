package live

import (
	"fmt"
	"slices"

	"spiketop/plane"
	"spiketop/run"
)

// Bands asks for the present point over several seeds: runs of their own, beside the
// live one, of the network that changes act on (of both: of A).
type Bands struct{}

// bandSeeds is over how many seeds.
const bandSeeds = 5

// Band is what the numbers of a run come to over seeds.
type Band struct {
	Seeds *plane.Map // a map of one cell
	OfB   bool       // of the second network
	Here  bool       // the run still stands where they were made
}

// bands is the runner's view of them.
type bands struct {
	filler *plane.Filler // nil: nobody has asked
	job    plane.Job
	ofB    bool
}

// askBands answers a person who asks for the present point over seeds.
func (r *Runner) askBands() {
	x := r.acting()[0]
	p := x.session.Params()
	d, err := run.Table.Find("net.g")
	if err != nil {
		panic(err)
	}
	j := plane.Job{Plan: x.session.Plan(), Here: p, Seeds: bandSeeds, InCache: true, Show: plane.Usual(!p.Target.None())}
	if j.X, err = plane.ParseAxis(fmt.Sprintf("%s=%s", d.Key, d.Format(&p)), p); err != nil {
		r.session.Say(true, "no seeds: %v", err)
		return
	}
	j.Sets = x.setsBeside(d.Key, "")
	if r.bands.filler == nil {
		r.bands.filler = plane.NewFiller(r.caught)
	}
	r.besideOnce()
	r.bands.job, r.bands.ofB = j, x != r
	r.resize()
	r.bands.filler.Open(j)
	r.session.Say(false, "%d seeds of this point run beside, each to its end", bandSeeds)
}

// band is what is known over seeds; nil: nobody has asked.
func (r *Runner) band() *Band {
	if r.bands.filler == nil {
		return nil
	}
	m := r.bands.filler.Map()
	x := r
	if r.bands.ofB {
		if r.second == nil {
			return nil
		}
		x = r.second.Runner
	}
	j := &r.bands.job
	p := x.session.Params()
	if m == nil || m.X.Key == "" || m.Plan != j.Plan {
		return nil
	}
	sets := x.setsBeside(j.X.Key, "")
	d, _ := run.Table.Find(j.X.Key)
	here := x.session.Plan() == j.Plan && slices.Equal(sets, j.Sets) && len(j.X.Values) == 1 && d.Format(&p) == d.Format(&j.Here)
	return &Band{Seeds: m, OfB: r.bands.ofB, Here: here}
}

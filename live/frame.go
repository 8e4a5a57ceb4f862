package live

import (
	"reflect"

	"spiketop/measure"
	"spiketop/metrics/motifs"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/sim"
)

// A Frame is everything a screen may show of a run at one moment: an immutable
// snapshot while the screen holds it. Slices belong to the frame and are reused
// after it is handed back; pointers are to results that never change.
type Frame struct {
	// Version grows with whatever a screen may show: two frames of the same
	// version look the same.
	Version uint64

	Preset, Title, About string
	View                 presets.View // how the preset wishes to be seen
	Params               run.Params   // every parameter as it stands
	Asked                run.Params   // as the preset and hands set them: what repeats the run

	Step     int64   // steps since the run began; goes back only where a person does
	Episode  int     // 0, then one more with each rebuild
	TimeMS   float64 // time of this episode
	Running  bool    // false: paused
	Halt     string  // why the run paused by itself, until it goes on
	Replay   bool    // the run repeats a recording
	End      int64   // the step at which the recording ends, if Replay
	Speed    float64 // × real time that was asked for; +Inf: as fast as it goes
	Achieved float64 // × real time measured over the last second; 0 while paused

	Populations []sim.Population // the neuron types, with their neurons

	Phase  run.Phase
	Pass   run.Pass        // the current pass; Number 0 before the first
	Scores []run.PassScore // the finished passes of this episode, oldest first
	Test   run.TestScore   // free-running tests in the present state of the parameters

	AsTrained run.AsTrained // the same in the state in which training last acted
	Free      run.PassScore // the last free pass in the present state, if HasFree
	HasFree   bool

	Window   run.Window // the last WindowMS of activity
	Rates    []float64  // of each population: Hz per neuron over the last second (or since the episode began); NaN without neurons
	MeanRate []float64  // of each neuron
	Ranks    []int      // of each neuron in the order of the target (place in a sequence, phase); nil without one

	Watch int       // the neuron whose trace follows
	Trace run.Trace // its drive and target
	Glass Glass     // the same neuron from near, while a screen shows it

	Dimension *measure.Dimension // nil until the first analysis
	History   []DimensionPoint   // of this measurement, oldest first
	Transfer  *measure.Transfer
	Spiking   *measure.Spiking
	Spectrum  *Spectrum
	Demand    Demand // the eigenvalues that come on demand
	Motifs    *measure.Motifs
	Pairs     *Correlations // of W, whatever Motifs is of
	Visited   []Visited     // where the dimension was measured before, oldest first
	Partners  *Partners     // of the watched neuron, or of the one before; nil while no screen shows them
	Matrix    *Matrix       // W in the view that was asked for, or the one before; nil while no screen shows it

	Judged *Judged // whether the condition that was asked for holds; nil: not known yet

	Stop     *measure.Condition // the run pauses when it comes true; nil: none
	StopSeen *Judged            // as it was judged last; nil: not yet

	Past *Past // assignments, branches, and what is kept of them

	Map  *plane.Map   // nil until somebody asks for one
	Been []run.Params // where hands have taken the run before, oldest first

	B    *Frame // the second network at the same step, with no B of its own; nil: there is one network
	Acts Whom   // whom changes act on, where there is a second
	Gap  Gap    // how far the two are apart, where there is a second
	room *Frame // for B

	Band *Band // the present point over seeds; nil: nobody has asked

	Messages []run.Message // newest last; the screen shows the newest, `!` all
	Answered int           // requests that the run has carried out
	Undo     string        // what undo would take back ("net.g 1.1 → 1"); empty: nothing
	Redo     string        // what redo would make again; empty: nothing
}

// Clone is a frame of the caller's own.
func (f *Frame) Clone() *Frame {
	c := *f
	own(reflect.ValueOf(&c).Elem())
	if c.room = nil; f.B != nil {
		c.B = f.B.Clone()
	}
	return &c
}

// own gives v slices of its own, and those of its fields. What a pointer leads to never
// changes.
func own(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				own(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		all := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(all, v)
		if k := v.Type().Elem().Kind(); k == reflect.Struct || k == reflect.Slice {
			for i := range all.Len() {
				own(all.Index(i))
			}
		}
		v.Set(all)
	}
}

// DimensionPoint is one value in the history of a measurement.
type DimensionPoint struct{ TimeMS, Value, SE float64 }

// Correlations are those between weights that share neurons.
type Correlations struct {
	measure.Date
	motifs.Weighted
}

// Visited is a composition and gain at which the dimension was measured.
type Visited struct {
	Populations []sim.Population
	G, GEff     float64
	Value, SE   float64
}

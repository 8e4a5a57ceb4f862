package learn_test

import (
	"fmt"

	"spiketop/learn"
	"spiketop/sim"
)

// Train a small network for ten passes of one second and test it without
// training.
func Example() {
	netParams := sim.Table.Defaults()
	_ = sim.Table.Set(&netParams, "net.n", "100")
	_ = sim.Table.Set(&netParams, "net.t_ref", "0")
	net, err := sim.New(netParams, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	targetParams, params := learn.TargetTable.Defaults(), learn.Table.Defaults()
	_ = learn.TargetTable.Set(&targetParams, "target.kind", "sequence")
	trainer := learn.NewTrainer(net, params)
	target := learn.NewTarget(targetParams, trainer.Dim(), 1)
	score := learn.NewScore(trainer.Dim(), targetParams.Amplitude)
	cue := learn.Cue(100, 1)
	f := make([]float64, trainer.Dim())

	// pass runs a cue of 100 ms and the target of 1000 ms, in steps of 0.1 ms.
	pass := func(training bool) {
		net.Kick()
		net.SetInput(cue)
		for range 1000 {
			net.Step()
		}
		net.SetInput(nil)
		score.Reset()
		for step := 1; step <= 10000; step++ {
			net.Step()
			if step%20 != 0 { // an update every 2 ms
				continue
			}
			target.At(float64(step)*0.1, f)
			score.Add(trainer.Signal(net, nil), f)
			if training {
				if _, err := trainer.Update(net, f); err != nil {
					fmt.Println(err)
					return
				}
			}
		}
	}
	for _, training := range []bool{false, true} {
		if training {
			for range 10 {
				pass(true)
			}
		}
		pass(false)
		value, _, _ := score.Value()
		fmt.Printf("trained %v: score at least %g: %v\n", training, learn.TrainedScore, value >= learn.TrainedScore)
	}
	// Output:
	// trained false: score at least 0.6: false
	// trained true: score at least 0.6: true
}

// A sequence of five neurons in half a second: each has its bump at its place.
func ExampleNewTarget() {
	p := learn.TargetTable.Defaults()
	_ = learn.TargetTable.Set(&p, "target.kind", "sequence")
	_ = learn.TargetTable.Set(&p, "target.duration", "500")
	_ = learn.TargetTable.Set(&p, "target.width", "40")
	target := learn.NewTarget(p, 5, 1)
	fmt.Printf("%s %v\n", p.Column(), target.Order())
	f := make([]float64, 5)
	for t := 50.0; t < 500; t += 100 {
		target.At(t, f)
		fmt.Printf("%3.0f ms %5.2f\n", t, f)
	}
	// Output:
	// place [0 4 1 3 2]
	//  50 ms [ 1.50 -0.50 -0.41 -0.50 -0.50]
	// 150 ms [-0.41 -0.50  1.50 -0.50 -0.41]
	// 250 ms [-0.50 -0.50 -0.41 -0.41  1.50]
	// 350 ms [-0.50 -0.41 -0.50  1.50 -0.41]
	// 450 ms [-0.50  1.50 -0.50 -0.41 -0.50]
}

// A target that is faster than training can see, and why.
func ExampleWarnings() {
	p := learn.TargetTable.Defaults()
	_ = learn.TargetTable.Set(&p, "target.kind", "oscillation")
	_ = learn.TargetTable.Set(&p, "target.period", "10")
	for _, w := range learn.Warnings(p, learn.Table.Defaults(), 20, 0.1) {
		fmt.Println(w.Code, w.Text)
	}
	// Output:
	// too_fast target.period = 10 ms is short against learn.every = 2 ms: below 16 ms the updates are too few to show the target, and the score sees nothing between them
	// too_fast target.period = 10 ms is short against net.tau_s = 20 ms: below 41.9 ms the synapse passes less than a third of the target's swing
}

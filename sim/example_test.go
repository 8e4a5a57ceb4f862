package sim_test

import (
	"fmt"

	"spiketop/sim"
)

// A network of the default composition runs for a second of simulated time, and
// each type tells its rate.
func Example() {
	p := sim.Table.Defaults()
	p.Noise = 0.5
	net, err := sim.New(p, 1)
	if err != nil {
		panic(err)
	}
	spikes := make([]int, p.N)
	for float64(net.Steps())*p.Dt < 1000 {
		net.Step()
		for _, i := range net.Fired() {
			spikes[i]++
		}
	}
	for _, pop := range net.Populations() {
		total := 0
		for _, n := range spikes[pop.Lo:pop.Hi] {
			total += n
		}
		if pop.Len() > 0 {
			fmt.Printf("%d %s neurons: about %.0f0 Hz\n", pop.Len(), pop.Symbol, float64(total)/float64(pop.Len())/10)
		}
	}
	// Output:
	// 100 QIF neurons: about 10 Hz
	// 100 LIF neurons: about 50 Hz
}

// Parameters can be set by key, as in a preset, and changed while the network
// runs. A refused change leaves the network as it was.
func ExampleNetwork_Configure() {
	net, err := sim.New(sim.Table.Defaults(), 1)
	if err != nil {
		panic(err)
	}
	p := net.Params()
	for _, set := range [][2]string{{"net.qif", "0.2"}, {"net.bias_lif", "1.5"}, {"net.n", "1"}} {
		if err := sim.Table.Set(&p, set[0], set[1]); err != nil {
			fmt.Println("refused:", set[0])
		}
	}
	if err := net.Configure(p); err != nil {
		panic(err)
	}
	fmt.Println("bias of the last neuron:", net.Bias(p.N-1))

	p.Dt = 0.05
	fmt.Println(net.Configure(p))
	// Output:
	// refused: net.n
	// bias of the last neuron: 1.5
	// net.n, net.p, net.balance, net.dt and the structure of the weights need a new network
}

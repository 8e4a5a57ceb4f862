package measure

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"spiketop/internal/matrix"
	"spiketop/learn"
	"spiketop/metrics/spectrum"
	"spiketop/run"
	"spiketop/sim"
)

// KeyOf is p without the parameters that the prediction does not depend on.
func KeyOf(p run.Params) run.Params {
	l := learn.Params{Trainer: p.Learn.Trainer, Lambda: p.Learn.Lambda, Every: p.Learn.Every, Passes: p.Learn.Passes, Tests: p.Learn.Tests}
	return run.Params{Seed: p.Seed, Net: p.Net, Target: p.Target, Learn: l}
}

// Prediction is the outliers that training is expected to make.
type Prediction struct {
	Outliers []spectrum.Expected // largest modulus first; nil: none
	Note     string              // why there are none, or what they follow from
}

// Predict says which outliers training should make, with nothing fitted. The weights
// that RLS ends with are, exactly,
//
//	W = [F R̄ᵀ + (λ/K)W(0)] [R̄R̄ᵀ + C + (λ/K)]⁻¹
//
// with R̄ the filtered spikes averaged over K passes, and C their covariance over
// passes (docs/SCIENCE.md, section 4). Targets and neuron types do not determine R̄ and C alone: the errors that
// learning leaves go round in the network, and the spikes in C are made by them. So the prediction draws R̄ and
// C: networks of the same neurons, with other initial weights and states, learn the same targets. What
// their outliers have in common is due to targets and neurons. How far they lie apart is
// the spread of the prediction.
//
// A prediction beyond its budget is left out. The error is that of ctx if ctx ended before.
// The newest predictions are kept: two networks that differ in nothing that counts, and a
// person who goes to and fro, wait for one. The outliers are not to be changed.
func Predict(ctx context.Context, p run.Params) (Prediction, error) {
	if err := ctx.Err(); err != nil {
		return Prediction{}, err
	}
	key := KeyOf(p)
	if known, ok := predictions.get(key); ok {
		return known, nil
	}
	made, whole, err := predict(ctx, p)
	if whole {
		predictions.put(key, made)
	}
	return made, err
}

// predictions are the newest that were made; they follow from their keys alone.
var predictions keptPredictions

type keptPredictions struct {
	mu   sync.Mutex
	list []keptPrediction // the newest last
}

type keptPrediction struct {
	key run.Params
	Prediction
}

// keptAtMost is how many are kept: each is some kilobytes.
const keptAtMost = 32

func (k *keptPredictions) get(key run.Params) (Prediction, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.IndexFunc(k.list, func(p keptPrediction) bool { return p.key == key }); i >= 0 {
		return k.list[i].Prediction, true
	}
	return Prediction{}, false
}

func (k *keptPredictions) put(key run.Params, p Prediction) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) == keptAtMost {
		k.list = slices.Delete(k.list, 0, 1)
	}
	k.list = append(k.list, keptPrediction{key, p})
}

// predict makes a prediction. It is whole where networks have learned for it to their end.
func predict(ctx context.Context, p run.Params) (_ Prediction, whole bool, _ error) {
	if ok, why := predictable(p); !ok {
		return Prediction{Note: why}, false, nil
	}
	if why := predictionCost(p).tooMuch(); why != nil {
		return Prediction{Note: why[0].Text}, false, nil
	}
	draws := predictionDraws(p)
	trainings, errs := make([]spectrum.History, draws), make([]error, draws)
	all := make([]func(), draws)
	for k := range all {
		all[k] = func() { trainings[k], errs[k] = trained(ctx, p, k+1) }
	}
	if beside(ctx) {
		for _, f := range all {
			f()
		}
	} else {
		together(all...)
	}
	if err := ctx.Err(); err != nil {
		return Prediction{}, false, err
	}
	if err := errors.Join(errs...); err != nil {
		return Prediction{Note: fmt.Sprintf("no prediction: %v", err)}, false, nil
	}
	of := "networks that learned"
	if draws == 1 {
		of = "network that learned"
	}
	return Prediction{spectrum.Expect(trainings), fmt.Sprintf("outliers of %d other %s the same targets, nothing fitted", draws, of)}, true, nil
}

func predictable(p run.Params) (ok bool, why string) {
	switch ok, why := p.Target.Predictable(); {
	case !ok:
		return false, why
	case p.Net.G == 0 || p.Learn.Passes == 0:
		return false, "nothing is learned with g = 0 or no passes"
	case p.Net.P < 1:
		return false, "predicted for dense networks only"
	}
	return true, ""
}

const (
	// drawsFewNeurons is how many draws a prediction has up to N = fewNeurons.
	drawsFewNeurons = 3
	fewNeurons      = 300
)

// predictionDraws is how many networks learn. In large networks they may take a
// quarter of the time of the run itself, whose passes are training and tests.
func predictionDraws(p run.Params) int {
	if p.Net.N <= fewNeurons {
		return drawsFewNeurons
	}
	quarter := (p.Learn.Passes + p.Learn.Tests) / (4 * p.Learn.Passes)
	return min(max(quarter, 1), drawsFewNeurons)
}

// looks are the numbers of passes after which the outliers are looked at.
func looks(passes int) (at []int) {
	for k := range 6 {
		at = append(at, max(1, passes*(5+k)/10))
	}
	return slices.Compact(at)
}

// trained is a network that learns what p says, passes after one another, and
// nothing else: draw 1, 2, … have seeds of their own for initial weights and states.
func trained(ctx context.Context, p run.Params, draw int) (h spectrum.History, err error) {
	n := p.Net.N
	net, err := sim.New(p.Net, p.Seed+draw<<32)
	if err != nil {
		return h, err
	}
	trainer := learn.NewTrainer(net, p.Learn)
	signals := trainer.Dim()
	target, cue := learn.NewTarget(p.Target, signals, p.Seed), learn.Cue(n, p.Seed)
	steps := func(ms float64) int { return int(math.Round(ms / p.Net.Dt)) }
	every := max(1, steps(p.Learn.Every))
	f := make([]float64, steps(p.Target.Duration)/every*signals) // samples × signals
	at := looks(p.Learn.Passes)
	var basis *spectrum.Subspace
	for pass := 1; pass <= p.Learn.Passes; pass++ {
		if pass == 1 || !target.Repeats() {
			for k := range len(f) / signals {
				target.At(float64((k+1)*every)*p.Net.Dt, f[k*signals:][:signals])
			}
		}
		net.Kick()
		net.SetInput(cue)
		for k := range steps(p.Target.Cue) {
			if k%1024 == 0 && ctx.Err() != nil {
				return h, ctx.Err()
			}
			net.Step()
		}
		net.SetInput(nil)
		for k := range len(f) / signals {
			if ctx.Err() != nil {
				return h, ctx.Err()
			}
			for range every {
				net.Step()
			}
			if _, err := trainer.Update(net, f[k*signals:][:signals]); err != nil {
				return h, err
			}
		}
		if slices.Contains(at, pass) {
			var outliers []complex128
			outliers, basis = outliersOf(ctx, net, n, p.Seed, basis)
			h.Passes, h.Outliers = append(h.Passes, pass), append(h.Outliers, outliers)
		}
	}
	return h, nil
}

// outliersOf is the outliers of W: of large networks from products with vectors, started from
// the basis of the look before.
func outliersOf(ctx context.Context, net *sim.Network, n, seed int, basis *spectrum.Subspace) ([]complex128, *spectrum.Subspace) {
	w := matrix.Dense(net.W(nil), n)
	if w.N <= fewNeurons {
		s, _ := spectrum.OfContext(ctx, w)
		return s.Values[:s.Outliers], nil
	}
	lead := leadingOf(ctx, w, basis, rand.New(sim.Stream(seed, "analysis "+prediction)))
	return lead.Outliers, lead.Basis
}

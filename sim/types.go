package sim

import (
	"fmt"
	"strings"

	"spiketop/internal/param"
)

// Types lists the neuron types. Neurons stand in this order: first those of the
// first type. The last type is the rest: it takes the neurons that the fractions
// of the others leave. A new type needs its model's file and its place here.
var Types = [...]Model{qif, izhikevich, lif}

// TypeParams is what the user sets of one neuron type.
type TypeParams struct {
	Fraction float64 // of all neurons; 0 for the last of Types, which is the rest
	Bias     float64 // constant input
}

// Type returns the parameters of the neuron type of that Name. It panics if there
// is none.
func (p *Params) Type(name string) *TypeParams {
	for t := range Types {
		if Types[t].Name == name {
			return &p.Types[t]
		}
	}
	panic("sim: no neuron type " + name)
}

// A Population is the neurons of one type: neurons Lo … Hi−1.
type Population struct {
	*Model
	Lo, Hi int
	Bias   float64
}

// Len is the number of neurons.
func (p Population) Len() int { return p.Hi - p.Lo }

// Populations returns one population for each of Types, in that order; some may
// be empty. With F the sum of the fractions up to and including a type's own, the
// type ends at neuron round(F·N).
func (p Params) Populations() []Population {
	all := make([]Population, len(Types))
	var sum float64
	lo := 0
	for t := range all {
		hi := p.N
		if t < len(Types)-1 {
			sum += p.Types[t].Fraction
			hi = min(int(float64(sum*float64(p.N))+0.5), p.N)
		}
		all[t] = Population{&Types[t], lo, hi, p.Types[t].Bias}
		lo = hi
	}
	return all
}

// checkFractions refuses fractions that sum to more than 1, but for rounding.
func (p Params) checkFractions() error {
	var sum float64
	var set []string
	for t := range Types[:len(Types)-1] {
		if f := p.Types[t].Fraction; f > 0 {
			sum += f
			set = append(set, fmt.Sprintf("%s = %g", Types[t].FractionKey(), f))
		}
	}
	if sum > 1+1e-9 {
		return fmt.Errorf("%s: fractions of neuron types must sum to at most 1", strings.Join(set, " and "))
	}
	return nil
}

// fractions describes the fraction of every type but the last.
func fractions() (table param.Table[Params]) {
	rest := Types[len(Types)-1].Symbol
	for t := range Types[:len(Types)-1] {
		m := &Types[t]
		d := m.Fraction.describe(m.FractionKey(),
			fmt.Sprintf("fraction of %s neurons; the rest are %s", m.Symbol, rest),
			param.Real[Params]{At: func(p *Params) *float64 { return &p.Types[t].Fraction }, Lo: 0, Hi: 1, Step: 0.1})
		d.Short, d.Rank = m.Symbol, 6
		table = append(table, d)
	}
	return table
}

// biases describes the bias of every type, the last of Types first.
func biases() (table param.Table[Params]) {
	for t := len(Types) - 1; t >= 0; t-- {
		m := &Types[t]
		table = append(table, m.Bias.describe(m.BiasKey(),
			fmt.Sprintf("constant input of %s neurons; rheobase is %g", m.Symbol, m.Rheobase),
			param.Real[Params]{At: func(p *Params) *float64 { return &p.Types[t].Bias }, Lo: -50, Hi: 50, Step: 0.1}))
	}
	return table
}

func (q Quantity) describe(key, help string, field param.Real[Params]) param.Def[Params] {
	field.Def = q.Def
	return param.Def[Params]{Key: key, Symbol: q.Symbol, Help: help, Source: q.Source,
		Restarts: param.Counting, Down: q.Down, Up: q.Up, Field: field}
}

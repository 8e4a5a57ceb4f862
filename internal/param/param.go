// Package param describes the quantities that a user can set. One description
// holds all that is known of a quantity: key, symbol, unit, default, limits, the
// size of one nudge, the keys of the screen that nudge it, and what a change
// restarts. The program reads defaults, command-line flags, preset files, key
// bindings, the parameter pane, the recording of a run and docs/PARAMETERS.md
// from these descriptions.
//
// A description finds its number in a struct by an accessor function, so that
// the compiler checks that the two fit.
package param

import (
	"fmt"
	"slices"
	"strings"
)

// Part is a set of parts of a run.
type Part uint8

// The parts of a run that a change of a quantity can restart.
const (
	Network   Part = 1 << iota // a new network is built, and everything begins anew with it
	Target                     // the targets are drawn again
	Trainer                    // the trainer forgets its state; weights stay
	Clock                      // the pass clock starts over
	Counting                   // what is counted or averaged starts over
	Recording                  // what is kept for the files starts over
)

// Def describes one quantity that lives in a struct S.
type Def[S any] struct {
	Key      string // dotted, lower case: "net.tau_s"
	Symbol   string // as in the papers: "τ_s"; may be empty
	Unit     string // "ms"; empty for a pure number
	Help     string // one line, no full stop
	Source   string // where the default comes from; may be empty
	Restarts Part   // what a change begins anew; 0: nothing
	Steps    bool   // a duration that acts in whole time steps
	Event    bool   // a counter: each increase makes something happen
	Down     string // keys of the screen that nudge the quantity; may be empty
	Up       string
	Short    string // what the key line of the screen calls it; empty: the last part of Key
	Rank     int    // in the key line: the smaller, the longer it stays; 0: the first to go

	Field[S]
}

// Field is the part of a description that depends on the kind of value.
type Field[S any] interface {
	// Kind is "real", "integer", "switch" or "choice".
	Kind() string
	// Range says in words what Parse accepts.
	Range() string
	// Format returns the value as text that Parse reads back to the same bits.
	Format(*S) string
	// Parse reads a value; a refused one leaves S untouched.
	Parse(s *S, text string) error
	// Reset writes the default.
	Reset(*S)
	// Nudge moves the value dir steps (±1) and reports whether it moved.
	Nudge(s *S, dir int) bool
	// TOML returns the value as a TOML literal.
	TOML(*S) string
}

// Set reads text into the quantity. The error names the key, the text, and the
// values that are allowed.
func (d *Def[S]) Set(s *S, text string) error {
	if err := d.Parse(s, text); err != nil {
		return fmt.Errorf("%s = %s: %w; must be %s", d.Key, clip(text), err, d.Range())
	}
	return nil
}

// Rebuilds reports whether a change builds a new network.
func (d *Def[S]) Rebuilds() bool { return d.Restarts&Network != 0 }

// Mode is "live" or "rebuild".
func (d *Def[S]) Mode() string {
	if d.Rebuilds() {
		return "rebuild"
	}
	return "live"
}

// Word is what the key line calls the quantity.
func (d *Def[S]) Word() string {
	if d.Short != "" {
		return d.Short
	}
	return d.Key[strings.LastIndexByte(d.Key, '.')+1:]
}

// Default returns the default as text.
func (d *Def[S]) Default() string {
	var s S
	d.Reset(&s)
	return d.Format(&s)
}

// Words are the values of a switch or a choice, the default first; nil for a number.
func (d *Def[S]) Words() (words []string) {
	if k := d.Kind(); k != "switch" && k != "choice" {
		return nil
	}
	var s S
	d.Reset(&s)
	for w := d.Format(&s); !slices.Contains(words, w); w = d.Format(&s) {
		words = append(words, w)
		d.Nudge(&s, +1) // after the last word comes the first
	}
	return words
}

// Table is an ordered list of descriptions.
type Table[S any] []Def[S]

// Defaults returns an S with every described quantity at its default.
func (t Table[S]) Defaults() S {
	var s S
	for i := range t {
		t[i].Reset(&s)
	}
	return s
}

// Keys lists the keys in the order of the table.
func (t Table[S]) Keys() []string {
	keys := make([]string, len(t))
	for i := range t {
		keys[i] = t[i].Key
	}
	return keys
}

// Find returns the description of key. The error names the nearest key.
func (t Table[S]) Find(key string) (*Def[S], error) {
	for i := range t {
		if t[i].Key == key {
			return &t[i], nil
		}
	}
	keys := t.Keys()
	return nil, fmt.Errorf("no parameter %q; %s ('spiketop params' lists all)", clip(key), didYouMean(key, keys))
}

// Set reads text into the quantity called key.
func (t Table[S]) Set(s *S, key, text string) error {
	d, err := t.Find(key)
	if err != nil {
		return err
	}
	return d.Set(s, text)
}

// Lift turns descriptions of an S into descriptions of a T that contains an S.
func Lift[S, T any](t Table[S], at func(*T) *S) Table[T] {
	out := make(Table[T], len(t))
	for i, d := range t {
		out[i] = Def[T]{
			Key: d.Key, Symbol: d.Symbol, Unit: d.Unit, Help: d.Help, Source: d.Source,
			Restarts: d.Restarts, Steps: d.Steps, Event: d.Event, Down: d.Down, Up: d.Up, Short: d.Short, Rank: d.Rank,
			Field: lifted[S, T]{d.Field, at},
		}
	}
	return out
}

type lifted[S, T any] struct {
	f  Field[S]
	at func(*T) *S
}

func (l lifted[S, T]) Kind() string               { return l.f.Kind() }
func (l lifted[S, T]) Range() string              { return l.f.Range() }
func (l lifted[S, T]) Format(t *T) string         { return l.f.Format(l.at(t)) }
func (l lifted[S, T]) Parse(t *T, s string) error { return l.f.Parse(l.at(t), s) }
func (l lifted[S, T]) Reset(t *T)                 { l.f.Reset(l.at(t)) }
func (l lifted[S, T]) Nudge(t *T, dir int) bool   { return l.f.Nudge(l.at(t), dir) }
func (l lifted[S, T]) TOML(t *T) string           { return l.f.TOML(l.at(t)) }

// clip shortens text that was typed, so that an error stays on one line.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '·'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// Package param describes a tunable quantity once: its key, symbol, unit,
// default, limits, the size of one nudge, the keys that nudge it, and what it
// means. Defaults, command-line flags, preset files, key bindings, the
// parameter pane, the recording of a run and docs/PARAMETERS.md are all read
// from the same description.
//
// A description is bound to a struct by an accessor function, not by a struct
// tag, so that the compiler checks the binding.
package param

import (
	"fmt"
	"slices"
	"strings"
)

// Def describes one quantity that lives in a struct S.
type Def[S any] struct {
	Key     string // dotted, lower case: "net.tau_s"
	Symbol  string // as in the papers: "τ_s"; may be empty
	Unit    string // "ms"; empty for a pure number
	Help    string // one line, no full stop
	Source  string // where the default comes from; may be empty
	Rebuild bool   // a change builds a new network; false: live
	Event   bool   // a counter: each increase makes something happen
	Down    string // direct keys of the screen; may be empty
	Up      string

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

// Set reads text into the quantity. The error names the key, what was given
// and what is accepted.
func (d *Def[S]) Set(s *S, text string) error {
	if err := d.Parse(s, text); err != nil {
		return fmt.Errorf("%s = %s: %w; accepted is %s", d.Key, clip(text), err, d.Range())
	}
	return nil
}

// Mode is "live" or "rebuild".
func (d *Def[S]) Mode() string {
	if d.Rebuild {
		return "rebuild"
	}
	return "live"
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
		d.Nudge(&s, +1) // goes round
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

// Find returns the description of key. The error names the nearest key.
func (t Table[S]) Find(key string) (*Def[S], error) {
	for i := range t {
		if t[i].Key == key {
			return &t[i], nil
		}
	}
	keys := make([]string, len(t))
	for i := range t {
		keys[i] = t[i].Key
	}
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

// Lift turns descriptions of an S into descriptions of a T that contains one.
func Lift[S, T any](t Table[S], at func(*T) *S) Table[T] {
	out := make(Table[T], len(t))
	for i, d := range t {
		out[i] = Def[T]{
			Key: d.Key, Symbol: d.Symbol, Unit: d.Unit, Help: d.Help, Source: d.Source,
			Rebuild: d.Rebuild, Event: d.Event, Down: d.Down, Up: d.Up,
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

// clip keeps an error on one line whatever was typed.
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

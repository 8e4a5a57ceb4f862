// Package warn is what may mislead about a number: a stable code for programs
// and a sentence for people. A result carries its warnings; nothing recognises
// a warning by its words.
package warn

import (
	"fmt"
	"slices"
)

// Warning says one thing that may mislead about a number or a run. Code is one
// of the constants of this package. Text may change between versions.
type Warning struct {
	Code Code   `json:"code"`
	Text string `json:"text"`
}

// New formats a warning.
func New(code Code, format string, args ...any) Warning {
	return Warning{Code: code, Text: fmt.Sprintf(format, args...)}
}

// List is the warnings of one number or one result, in the order in which they
// were found.
type List []Warning

// Add appends a warning.
func (l *List) Add(code Code, format string, args ...any) {
	*l = append(*l, New(code, format, args...))
}

// Has reports whether a warning of that code is in the list.
func (l List) Has(code Code) bool {
	return slices.ContainsFunc(l, func(w Warning) bool { return w.Code == code })
}

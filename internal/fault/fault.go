// Package fault makes an error of a panic, so that the panic of a goroutine reaches
// somebody who can say so and end the program in order.
package fault

import (
	"fmt"
	"runtime/debug"
)

// Panic is a panic as an error: a fault of the program.
type Panic struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

func (p *Panic) Error() string { return fmt.Sprintf("internal error: %v", p.Value) }

// Of makes an error of a value that was recovered. A Panic that was raised again, in
// another goroutine, stays what it is.
func Of(v any) *Panic {
	if p, ok := v.(*Panic); ok {
		return p
	}
	return &Panic{v, debug.Stack()}
}

// Caught runs f and returns its panic; nil if f did not panic.
func Caught(f func()) (p *Panic) {
	defer func() {
		if v := recover(); v != nil {
			p = Of(v)
		}
	}()
	f()
	return nil
}

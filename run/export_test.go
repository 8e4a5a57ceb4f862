package run

// What tests outside the package compare to the bit.

func (s *Session) V() []float64 { return s.net.V(nil) }
func (s *Session) R() []float64 { return s.net.R(nil, 1) }

// Protocols for the tests.
const (
	Quick     = quick
	Diverging = diverging
)

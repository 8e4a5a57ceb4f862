package rates

import "math"

// renewal is a neuron that forgets its past at each spike. Its intervals are
// independent: the time from reset to the next spike, and t_ref. Two functions
// of a type say all: the moments of that time in closed form.
type renewal struct {
	name       string
	refractory float64 // t_ref/τ_m
	rheobase   float64
	// passage returns the mean time t from reset to spike in units of τ_m, and
	// fall = −d ln t/dmu. fall stays in range where t and its derivative do not.
	passage func(mu, sigma float64) (t, fall float64)
	// cv2 is the squared coefficient of variation of that time. sigma is 0 at
	// rheobase only, where cv2 is the limit of weak noise.
	cv2 func(mu, sigma float64) float64
	// cells divides the membrane for the Fokker-Planck equation.
	cells func(mu, sigma, s float64, cells int) membrane
	mesh  float64 // distance of the nodes of the table, in standard deviations of the noise
}

// registerRenewal registers a type of which passage and cv2 are known.
func registerRenewal(name string, rheobase float64, passage func(mu, sigma float64) (t, fall float64), cv2 func(mu, sigma float64) float64, cells func(mu, sigma, s float64, cells int) membrane, mesh float64) bool {
	return register(name, func(tauM, tRef float64) Transfer {
		return renewal{name, tRef / tauM, rheobase, passage, cv2, cells, mesh}
	})
}

func (r renewal) Rheobase() float64 { return r.rheobase }

func (r renewal) Rate(mu, sigma float64) float64 {
	t, _ := r.moments(mu, sigma)
	return 1 / (r.refractory + t)
}

// Gain is the derivative of the closed form.
func (r renewal) Gain(mu, sigma float64) float64 {
	if sigma == 0 && mu == r.rheobase {
		return math.Inf(1)
	}
	t, fall := r.moments(mu, sigma)
	rate := 1 / (r.refractory + t)
	if rate == 0 {
		return 0
	}
	return rate * (rate * t) * fall
}

// Fano is CV² of the interspike interval, as for every renewal process (Cox
// 1962). t_ref adds to the mean interval T and not to its variance, so
//
//	F = CV₀² (T/(T+t_ref/τ_m))²
//
// with CV₀ without refractory time.
func (r renewal) Fano(mu, sigma float64) float64 {
	t, _ := r.moments(mu, sigma)
	switch {
	case sigma == 0 && mu > r.rheobase:
		return 0
	case sigma == 0 && mu < r.rheobase:
		return 1
	}
	cv2 := r.cv2(mu, sigma)
	if math.IsInf(t, 1) {
		return cv2
	}
	f := t / (t + r.refractory)
	return cv2 * f * f
}

func (r renewal) moments(mu, sigma float64) (t, fall float64) {
	if sigma < 0 {
		panic("rates: negative noise amplitude")
	}
	return r.passage(mu, sigma)
}

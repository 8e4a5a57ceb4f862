package live

import (
	"spiketop/measure"
	"spiketop/metrics/spectrum"
)

// Spectrum is the spectrum of W now and at the start of the episode. Up to
// N = SpectrumLive all of it is renewed as the run goes on. Above, Live is, and
// Now and Before come on demand: until then they have no values.
type Spectrum struct {
	measure.Spectrum               // its date is that of Now
	Live             *LiveOutliers // nil up to N = SpectrumLive
}

// LiveOutliers are the outliers alone, followed from look to look: for the screen.
type LiveOutliers struct {
	measure.Date
	spectrum.Leading
	looks int // at the same W
}

// Fresher reports whether Live is newer than Now.
func (s *Spectrum) Fresher() bool {
	return s.Live != nil && (len(s.Now.Values) == 0 || s.Live.Step > s.Step)
}

// Outliers are the newest outliers; nil also where there is no spectrum at all.
func (s *Spectrum) Outliers() []complex128 {
	if s.Fresher() {
		return s.Live.Outliers
	}
	return s.Now.Values[:min(max(s.Now.Outliers, 0), len(s.Now.Values))]
}

// Radius is the newest R_b.
func (s *Spectrum) Radius() float64 {
	if s.Fresher() {
		return s.Live.BulkRadius
	}
	return s.Now.BulkRadius
}

// Threshold is what the newest outliers lie beyond.
func (s *Spectrum) Threshold() float64 {
	if s.Fresher() {
		return s.Live.Threshold
	}
	return s.Now.Threshold
}

// Defined reports whether Outliers follow from a matrix that has eigenvalues.
func (s *Spectrum) Defined() bool {
	return len(s.Now.Values) > 0 && !s.Fresher() || s.Live != nil && len(s.Live.Values) > 0
}

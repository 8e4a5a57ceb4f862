package live

import (
	"context"
	"fmt"
	"math"
	"spiketop/internal/matrix"
	"spiketop/measure"
	"spiketop/metrics/spectrum"
	"spiketop/run"
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

// dropSpectrum forgets the eigenvalues of W as it is.
func (r *results) dropSpectrum() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spectrum = nil
	r.stored++
}

func (r *results) sameSpectrum(d measure.Date) bool {
	if r.spectrum == nil || len(r.spectrum.Now.Values) == 0 {
		return false
	}
	s := *r.spectrum
	s.Move(d)
	r.spectrum = &s
	return true
}

func (r *results) sameOutliers(d measure.Date) bool {
	if r.spectrum == nil || r.spectrum.Live == nil {
		return false
	}
	s, live := *r.spectrum, *r.spectrum.Live
	if (live.Unsettled > 0 || live.More) && live.looks < settleLooks {
		return false
	}
	live.Move(d)
	s.Live = &live
	r.spectrum = &s
	return true
}

// SpectrumLive is the largest N for which all eigenvalues are renewed about once a
// second; they take .05 s there. In larger networks only the outliers are followed.
const SpectrumLive = 300

// spectrumSeconds is about how long all eigenvalues of an n×n matrix take while a
// run goes on. Measured on two processors: 0.12, 2 and 14 s for n = 400, 1000, 2000.
func spectrumSeconds(n int) float64 { return 2 * math.Pow(float64(n)/1000, 3) }

// predictMax is the largest N for which outliers are predicted while a run goes
// on. A prediction takes about as long there as the training.
const predictMax = 1000

// lookAtSpectrum computes all eigenvalues of W, and once in an episode those of W
// at the episode's start.
func (r *results) lookAtSpectrum(ctx context.Context, c *job) {
	r.mu.Lock()
	before, known := r.before, r.hasBefore
	r.mu.Unlock()
	var err error
	if c.N <= SpectrumLive && !known {
		if before, err = measure.Before(ctx, c.Copy); err != nil {
			return
		}
		known = true
	}
	s, err := measure.SpectrumOf(ctx, c.Copy, before)
	if err != nil {
		return
	}
	if !known { // W as it is comes first
		r.takeSpectrum(c, func(old *Spectrum) { old.Spectrum = *s })
		if before, err = measure.Before(ctx, c.Copy); err != nil {
			return
		}
	}
	r.takeSpectrum(c, func(old *Spectrum) {
		r.before, r.hasBefore = before, true
		s.Before = before
		old.Spectrum = *s
	})
}

// takeSpectrum stores a changed copy of the spectrum, unless the job is of another
// generation.
func (r *results) takeSpectrum(c *job, change func(*Spectrum)) {
	r.take(c.generation, func() {
		var s Spectrum
		if r.spectrum != nil {
			s = *r.spectrum
		}
		change(&s)
		r.spectrum = r.withPrediction(&s, c)
	})
}

// follower follows the outliers of a large network from look to look. Within an
// episode each look starts from the subspace of the look before. A follower belongs
// to its analyst.
type follower struct {
	results    *results
	generation int
	edition    int64 // of W at the last look
	looks      int   // at that edition
	want       int
	basis      *spectrum.Subspace
}

const (
	followAtFirst = 24
	followAtMost  = 96
)

// followProducts is how many products with W a look may take. They last about 0.2 s.
func followProducts(w matrix.Matrix) int {
	return int(min(800, max(150, 8e8/float64(len(w.Values())))))
}

func (f *follower) look(_ context.Context, c *job) {
	if f.generation != c.generation || f.want == 0 {
		f.generation, f.want, f.basis = c.generation, followAtFirst, nil
	}
	l := spectrum.LeadingOf(c.W, f.want, followProducts(c.W), f.basis, measure.Rng(c.Copy, "outliers"))
	f.basis = l.Basis
	if l.More {
		f.want = min(2*f.want, followAtMost)
	}
	if f.edition != c.Edition {
		f.edition, f.looks = c.Edition, 0
	}
	f.looks++
	live := &LiveOutliers{Date: measure.Date{Step: c.Step, TimeMS: c.TimeMS}, Leading: l, looks: f.looks}
	f.results.takeSpectrum(c, func(s *Spectrum) { s.Live = live })
}

// lookAtPrediction predicts the outliers, once for each set of the parameters that
// the prediction depends on.
func (r *results) lookAtPrediction(ctx context.Context, c *job) {
	key := measure.KeyOf(c.Params)
	p := measure.Prediction{Note: fmt.Sprintf("not predicted above N = %d", predictMax)}
	if c.N <= predictMax {
		var err error
		if p, err = measure.Predict(ctx, c.Params); err != nil {
			return
		}
	}
	r.take(c.generation, func() {
		r.prediction, r.predictFor = p, key
		if r.spectrum != nil {
			s := *r.spectrum
			r.spectrum = r.withPrediction(&s, c)
		}
	})
}

// predictedFor reports whether the outliers are predicted for these parameters.
func (r *results) predictedFor(p run.Params) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.predictFor == measure.KeyOf(p)
}

// withPrediction adds the predicted outliers to a spectrum, if the prediction is for
// the parameters of the job. The caller holds the lock.
func (r *results) withPrediction(s *Spectrum, c *job) *Spectrum {
	s.Predicted, s.PredictNote = nil, "predicting the outliers"
	if r.predictFor == measure.KeyOf(c.Params) {
		s.Predicted, s.PredictNote = r.prediction.Outliers, r.prediction.Note
	}
	s.Found = spectrum.Found(s.Outliers(), s.Predicted)
	return s
}

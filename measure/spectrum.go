package measure

import (
	"spiketop/internal/warn"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

// Spectrum is the eigenvalues of W, now and at the start of the episode.
type Spectrum struct {
	Date
	Now, Before  spectrum.Spectrum
	Share        float64      // Σ_out |λ|²/‖W‖²
	FromOutliers float64      // what the outliers alone make of the reciprocal correlation
	Predicted    []complex128 // outliers expected of target and composition; nil: not predicted
	PredictNote  string       // why not, or what the prediction holds for
}

// SpectrumOf computes all eigenvalues of W. before is the spectrum of the
// episode's start, which does not change.
func SpectrumOf(c *run.Copy, before spectrum.Spectrum) *Spectrum {
	s := &Spectrum{Date: dateOf(c), Now: spectrum.Of(c.W), Before: before}
	s.Share, s.FromOutliers = spectrum.OutlierShare(s.Now, c.W), spectrum.OutlierReciprocity(s.Now, c.W)
	return s
}

// Before is the spectrum of W at the start of the episode.
func Before(c *run.Copy) spectrum.Spectrum { return spectrum.Of(c.Initial()) }

func (s *Spectrum) node() Node {
	numbers := func(x spectrum.Spectrum) []Node {
		return []Node{
			number("bulk_radius", x.BulkRadius, "", "R_b: radius of a random matrix of equal variance"),
			number("max_modulus", x.MaxModulus, "", "max |λ|"), count("outliers", int64(x.Outliers), "eigenvalues beyond the threshold"),
			number("threshold", x.Threshold, "", "R_b(1 + 1.6/√N)"), number("rest_radius", x.RestRadius, "", "largest |λ| that is no outlier"),
		}
	}
	list := append(warn.List{}, s.Now.Warnings...)
	if s.Now.Values != nil && !Num(s.Share).Defined() {
		list.Add(warn.NoWeights, "no weights: outlier share and reciprocity from outliers are not defined")
	}
	for _, w := range s.Before.Warnings {
		list.Add(w.Code, "before: %s", w.Text)
	}
	n := branch("spectrum", "eigenvalues of W", numbers(s.Now)...)
	n.Kids = append(n.Kids,
		branch("before", "of W at the start", numbers(s.Before)...),
		aside("outlier_values", pairs(s.Now.Values[:s.Now.Outliers])), aside("predicted", pairs(s.Predicted)), aside("predicted_note", s.PredictNote),
		number("outlier_share", s.Share, "", "Σ_out |λ|²/‖W‖²"), number("reciprocity_from_outliers", s.FromOutliers, "", "Σ_out Re λ²/‖W‖²"),
		warnings(list))
	return n
}

func pairs(x []complex128) [][2]Num {
	out := make([][2]Num, len(x))
	for i, l := range x {
		out[i] = [2]Num{Num(real(l)), Num(imag(l))}
	}
	return out
}

package measure

import (
	"context"
	"math"
	"math/cmplx"
	"math/rand/v2"

	"spiketop/internal/matrix"
	"spiketop/internal/warn"
	"spiketop/metrics/spectrum"
	"spiketop/run"
)

// Spectrum is the eigenvalues of W, now and at the start of the episode.
type Spectrum struct {
	Date
	Now, Before  spectrum.Spectrum
	Share        float64             // Σ_out |λ|²/‖W‖²
	FromOutliers float64             // what the outliers alone make of the reciprocal correlation
	Predicted    []spectrum.Expected // outliers expected of target and composition; nil: not predicted
	Found        []complex128        // the outliers that lie where one was predicted
	PredictNote  string              // why not, or what the prediction follows from
	Left         warn.List           // why the prediction was left out; nil: it was not
}

// SpectrumOf computes all eigenvalues of W. before is the spectrum of the
// episode's start, which does not change. The error is that of ctx if ctx ended
// before.
func SpectrumOf(ctx context.Context, c *run.Copy, before spectrum.Spectrum) (*Spectrum, error) {
	s := &Spectrum{Date: dateOf(c), Before: before}
	var err error
	s.Now, err = allOf(ctx, func() matrix.Matrix { return c.W })
	s.Share, s.FromOutliers = spectrum.OutlierShare(s.Now, c.W), spectrum.OutlierReciprocity(s.Now, c.W)
	return s, err
}

// Before is the spectrum of W at the start of the episode. The error is that of ctx
// if ctx ended before.
func Before(ctx context.Context, c *run.Copy) (spectrum.Spectrum, error) {
	return allOf(ctx, c.Initial)
}

func allOf(ctx context.Context, w func() matrix.Matrix) (spectrum.Spectrum, error) {
	return within(ctx, func(ctx context.Context) (spectrum.Spectrum, error) { return spectrum.OfContext(ctx, w()) })
}

// EigenFullUpTo is the largest N of which metrics.spectrum = auto computes all
// eigenvalues where no screen waits.
const EigenFullUpTo = 2000

// eigenOf resolves auto.
func eigenOf(p run.Params) run.Eigen {
	switch e := p.Metrics.Spectrum; {
	case e != run.EigenAuto:
		return e
	case p.Net.N <= EigenFullUpTo:
		return run.EigenFull
	}
	return run.EigenOutliers
}

// Of the outliers that a summary has: how many eigenvalues are followed at first, and
// then where all of those are outliers.
var outliersWanted = [...]int{24, 96}

// outliersProducts is how many products of W with a vector they may take. In large
// random networks the edge of the disc does not converge with any number.
func outliersProducts(n int) int { return int(min(1600, max(300, 4e6/float64(n)))) }

// spectrum computes what metrics.spectrum asks for, and the prediction if wanted.
func (l *ledger) spectrum(c *run.Copy, predict bool) *Spectrum {
	s := &Spectrum{Date: dateOf(c)}
	now, before := func() matrix.Matrix { return c.W }, c.Initial
	var p Prediction
	predicted := func() {
		if !predict {
			return
		}
		if p, s.Left = carry(l, prediction, func(ctx context.Context) (Prediction, error) { return Predict(ctx, c.Params) }); s.Left != nil {
			p.Note = s.Left[0].Text
		}
	}
	together(func() { s.Now = l.asWanted(c, "", now) }, func() { s.Before = l.asWanted(c, atStart, before) }, predicted)
	s.Now.Warnings = append(s.Now.Warnings, partial(c, 2)...)
	s.share(c.W)
	if predict {
		s.Predicted, s.PredictNote = p.Outliers, p.Note
		s.Found = spectrum.Found(s.Now.Values[:s.Now.Outliers], s.Predicted)
	}
	return s
}

// asWanted computes the eigenvalues of a matrix that metrics.spectrum asks for.
func (l *ledger) asWanted(c *run.Copy, name string, w func() matrix.Matrix) spectrum.Spectrum {
	switch eigenOf(c.Params) {
	case run.EigenFull:
		return l.eigenvalues(c, eigenvalues+name, w)
	case run.EigenOutliers:
		return l.outliers(c, outliersOfW+name, w)
	}
	return noSpectrum(warn.List{warn.New(warn.NotAsked, "no eigenvalues: metrics.spectrum is none")})
}

// partial says that a spectrum has outliers alone, where it has. So many matrices
// would have all.
func partial(c *run.Copy, matrices float64) (why warn.List) {
	switch {
	case eigenOf(c.Params) != run.EigenOutliers:
	case c.Params.Metrics.Spectrum == run.EigenAuto:
		why.Add(warn.OverBudget, "all eigenvalues left out, the outliers computed alone: above N = %d metrics.spectrum = full asks for all, about %s",
			EigenFullUpTo, Span(matrices*eigenSeconds(c.N)))
	default:
		why.Add(warn.NotAsked, "the outliers alone: metrics.spectrum is outliers")
	}
	return why
}

// share sets what the outliers make of w.
func (s *Spectrum) share(w matrix.Matrix) {
	s.Share, s.FromOutliers = math.NaN(), math.NaN()
	if s.Now.Values != nil {
		s.Share, s.FromOutliers = spectrum.OutlierShare(s.Now, w), spectrum.OutlierReciprocity(s.Now, w)
	}
}

func (l *ledger) eigenvalues(c *run.Copy, name string, w func() matrix.Matrix) spectrum.Spectrum {
	s, why := carry(l, name, func(ctx context.Context) (spectrum.Spectrum, error) { return spectrum.OfContext(ctx, w()) })
	if why != nil {
		return noSpectrum(why)
	}
	return s
}

// outliers is a spectrum of which only the outliers are known, and the largest
// modulus if that has converged.
func (l *ledger) outliers(c *run.Copy, name string, w func() matrix.Matrix) spectrum.Spectrum {
	lead, why := carry(l, name, func(ctx context.Context) (spectrum.Leading, error) {
		return leadingOf(ctx, w(), nil, Rng(c, name)), ctx.Err()
	})
	if why != nil {
		return noSpectrum(why)
	}
	s := noSpectrum(lead.Warnings)
	s.BulkRadius, s.Threshold, s.Outliers = lead.BulkRadius, lead.Threshold, len(lead.Outliers)
	s.Values = append([]complex128{}, lead.Outliers...)
	if len(lead.Values) > 0 && lead.Values[0].Converged() {
		s.MaxModulus = cmplx.Abs(lead.Values[0].Value)
	}
	return s
}

// leadingOf is the outliers of w, from a basis to start with.
func leadingOf(ctx context.Context, w matrix.Matrix, basis *spectrum.Subspace, rng *rand.Rand) (lead spectrum.Leading) {
	lead.Basis = basis
	for _, want := range outliersWanted {
		lead = spectrum.LeadingOf(w, want, outliersProducts(w.N), lead.Basis, rng)
		if !lead.More || ctx.Err() != nil {
			break
		}
	}
	return lead
}

func noSpectrum(why warn.List) spectrum.Spectrum {
	nan := math.NaN()
	return spectrum.Spectrum{BulkRadius: nan, MaxModulus: nan, Threshold: nan, RestRadius: nan, Warnings: why}
}

func (s *Spectrum) node() Node {
	numbers := func(x spectrum.Spectrum) []Node {
		outliers := count("outliers", int64(x.Outliers), "eigenvalues beyond the threshold")
		if !Num(x.Threshold).Defined() {
			outliers.Value = math.NaN()
		}
		return []Node{
			number("bulk_radius", x.BulkRadius, "", "R_b: radius of a random matrix of equal variance"),
			number("max_modulus", x.MaxModulus, "", "max |λ|"), outliers,
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
	list = append(list, s.Left...)
	n := branch("spectrum", "eigenvalues of W", numbers(s.Now)...)
	n.Kids = append(n.Kids,
		branch("before", "of W at the start", numbers(s.Before)...),
		aside("outlier_values", pairs(s.Now.Values[:s.Now.Outliers])), aside("predicted", expected(s.Predicted)), aside("predicted_note", s.PredictNote),
		number("outlier_share", s.Share, "", "Σ_out |λ|²/‖W‖²"), number("reciprocity_from_outliers", s.FromOutliers, "", "Σ_out Re λ²/‖W‖²"),
		warnings(list))
	return n
}

// expected is the predicted outliers as they stand in a summary.
func expected(all []spectrum.Expected) any {
	type one struct {
		Value [2]Num   `json:"value"`
		SE    Num      `json:"se"`
		Draws [][2]Num `json:"draws"`
	}
	list := make([]one, len(all))
	for k, e := range all {
		list[k] = one{pairs([]complex128{e.Value})[0], Num(e.SE), pairs(e.Draws)}
	}
	return list
}

func pairs(x []complex128) [][2]Num {
	out := make([][2]Num, len(x))
	for i, l := range x {
		out[i] = [2]Num{Num(real(l)), Num(imag(l))}
	}
	return out
}

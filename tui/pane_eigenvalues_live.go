package tui

import (
	"math"
	"strconv"

	"spiketop/live"
	"spiketop/measure"
	"spiketop/run"
	"spiketop/tui/chart"
)

// This half of the eigenvalues pane is for networks so large that their
// outliers alone are live and the rest comes on demand.

// whyNoDemand is why all eigenvalues cannot be asked for now, or "".
func whyNoDemand(f *live.Frame) string {
	switch {
	case f == nil:
		return "the run has not started yet"
	case f.Demand.Possible:
		return ""
	}
	switch f.Params.Metrics.Spectrum {
	case run.EigenNone:
		return "metrics.spectrum is none: no eigenvalues are computed"
	case run.EigenFull:
		return "metrics.spectrum is full: all eigenvalues come by themselves"
	}
	return chart.Join("up to N = ", whole(live.SpectrumLive), " all eigenvalues come by themselves")
}

// demanded is what a person asks for who asks for all eigenvalues: to stop, if they
// are asked for already.
func demanded(f *live.Frame) live.Request {
	if f.Demand.Asked {
		return live.CancelEigenvalues{}
	}
	return live.Eigenvalues{}
}

// demandText says plainly how long all eigenvalues take, or since when they are
// computed.
func demandText(f *live.Frame) string {
	d := &f.Demand
	size, long := whole(f.Params.Net.N), wait(d.Seconds)
	switch {
	case d.Asked && d.Began:
		return chart.Join("e stops all ", size, ": ", whole(d.Since), " s of ", long)
	case d.Asked:
		return chart.Join("e stops all ", size, ": in line")
	}
	return chart.Join("e: all ", size, " in about ", long)
}

// wait spells how long something takes, rounded up.
func wait(seconds float64) string {
	if seconds > 99 {
		return chart.Join(whole(int(math.Ceil(seconds/60))), " min")
	}
	return chart.Join(whole(max(1, int(math.Ceil(seconds)))), " s")
}

// ago is how old a result is, in time of the network.
func ago(f *live.Frame, d measure.Date) string {
	return chart.Join(chart.Span(max(0, f.TimeMS-d.TimeMS)), " ago")
}

// atMost spells a small number in one digit, rounded up: 2e-7.
func atMost(x float64) string {
	if !(x > 0 && x < 1e100) {
		return "0"
	}
	exponent := math.Floor(math.Log10(x))
	digit := math.Ceil(x / math.Pow(10, exponent))
	if digit >= 10 {
		digit, exponent = 1, exponent+1
	}
	var a [24]byte
	text := append(strconv.AppendInt(a[:0], int64(digit), 10), 'e')
	return chart.Intern(strconv.AppendInt(text, int64(exponent), 10))
}

// liveText is "residual ≤ 2e-7", and how many values are unsettled.
func liveText(l *live.LiveOutliers) string {
	switch {
	case len(l.Outliers) > 0 && l.Unsettled > 0:
		return chart.Join("res. ≤ ", atMost(l.MaxResidual), ", ", whole(l.Unsettled), " unsettled")
	case len(l.Outliers) > 0:
		return chart.Join("residual ≤ ", atMost(l.MaxResidual))
	case l.Unsettled > 0:
		return chart.Join(whole(l.Unsettled), " unsettled")
	}
	return "none beyond the threshold"
}

// largest is max|λ| as it is newest; NaN while it has not converged.
func largest(s *live.Spectrum) float64 {
	switch {
	case !s.Fresher():
		return s.Now.MaxModulus
	case len(s.Live.Values) > 0 && s.Live.Values[0].Converged():
		v := s.Live.Values[0].Value
		return math.Hypot(real(v), imag(v))
	}
	return math.NaN()
}

// drawLive says in the legend what is live and what comes on demand.
func (p *eigenvaluesPane) drawLive(l *legend, f *live.Frame) {
	s := f.Spectrum
	w := l.next('●', p.outlier(f))
	w.Text(when(p.second(f) != nil, "A: "), chart.NetA).Text(outliers(len(s.Live.Outliers)), chart.Bold).Cut(chart.Join(" live, ", ago(f, s.Live.Date)), chart.Plain)
	w = l.next(' ', chart.Plain)
	role := chart.Plain
	if s.Live.Unsettled > 0 {
		role = chart.Warn
	}
	w.Cut(liveText(s.Live), role)
	if len(s.Live.Outliers) > 0 && l.left() >= 8 {
		w = l.next(' ', chart.Plain)
		w.Text("each amplified by W itself", chart.Plain)
	}
	full := len(s.Now.Values) > 0
	if full {
		w := l.next('◆', p.outlier(f))
		w.Int(s.Now.Outliers, chart.Plain).Text(" of all ", chart.Plain).Cut(chart.Join(whole(len(s.Now.Values)), ", ", ago(f, s.Date)), chart.Dim)
	}
	if !full || f.Demand.Asked {
		role := chart.Plain
		if f.Demand.Asked {
			role = chart.Warn
		}
		w := l.next(' ', chart.Plain)
		w.Cut(demandText(f), role)
	}
}

// drawLiveNumbers says the same in two rows.
func (p *eigenvaluesPane) drawLiveNumbers(b *chart.Buffer, r chart.Rect, f *live.Frame) {
	s := f.Spectrum
	w := b.Write(r, 0)
	if l := s.Live; l != nil {
		w.Text("● ", p.outlier(f)).Int(len(l.Outliers), chart.Plain).Text(" live, ", chart.Plain)
		role := chart.Plain
		if l.Unsettled > 0 {
			role = chart.Warn
		}
		w.Text(liveText(l), role).Cut(chart.Join(" (", ago(f, l.Date), ")"), chart.Dim)
	}
	w = b.Write(r, 1)
	switch {
	case f.Demand.Asked:
		w.Cut(demandText(f), chart.Warn)
	case len(s.Now.Values) > 0:
		w.Text("◆ ", p.outlier(f)).Int(s.Now.Outliers, chart.Plain).Text(" of ", chart.Dim).Int(len(s.Now.Values), chart.Dim)
		w.Cut(chart.Join(" (", ago(f, s.Date), ")"), chart.Dim)
	default:
		w.Cut(demandText(f), chart.Plain)
	}
}

package live

import (
	"context"

	"spiketop/run"
)

// Still is the frame of a session that nobody steps meanwhile, with every analysis of
// this moment: for pictures. The frame shares its slices with no other.
func Still(ctx context.Context, s *run.Session) *Frame {
	f := &Frame{Version: 1, Running: true, Speed: ownSpeed(s.Plan())}
	fill(f, s, look{windowMS: 1000})
	j := &job{Copy: s.Copy(false)}
	r := &results{}
	r.measurement = measurement{s.Counting(), s.Params().Metrics.Estimator}
	r.lookAtDimension(ctx, j)
	r.lookAtSpiking(ctx, j)
	r.lookAtSpectrum(ctx, j)
	r.lookAtMotifs(ctx, j)
	r.lookAtPairs(ctx, j)
	r.lookAtPrediction(ctx, j)
	f.Dimension, f.Transfer, f.Spiking, f.Spectrum, f.Motifs = r.dimension, r.transfer, r.spiking, r.spectrum, r.motifs
	f.Pairs, f.History = r.pairs, r.history
	return f
}

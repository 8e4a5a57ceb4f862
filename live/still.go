package live

import (
	"context"

	"spiketop/measure"
	"spiketop/run"
)

// Still is the frame of a session that nobody steps meanwhile, with every analysis of
// this moment. c is judged; it may be nil. The frame shares its slices with no other.
func Still(ctx context.Context, s *run.Session, c *measure.Condition) *Frame {
	f := &Frame{Version: 1, Running: true, Speed: ownSpeed(s.Plan())}
	fill(f, s, look{windowMS: 1000})
	j := &job{Copy: s.Copy(false)}
	r := &results{condition: c}
	r.measurement = measurement{s.Counting(), s.Params().Metrics.Estimator}
	r.lookAtDimension(ctx, j)
	r.lookAtSpiking(ctx, j)
	r.lookAtSpectrum(ctx, j)
	r.lookAtMotifs(ctx, j)
	r.lookAtPairs(ctx, j)
	r.lookAtPrediction(ctx, j)
	r.lookAtCondition(ctx, j, &r.condition, &r.judged)
	f.Dimension, f.Transfer, f.Spiking, f.Spectrum, f.Motifs, f.Judged = r.dimension, r.transfer, r.spiking, r.spectrum, r.motifs, r.judged
	f.Pairs, f.History = r.pairs, r.history
	return f
}

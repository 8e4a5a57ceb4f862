package live

import "time"

// What a runner shows: the newest frame.

// publish fills a frame if the screen asked for one, or something changed.
func (r *Runner) publish(changed bool) {
	r.mu.Lock()
	if !r.want && !(changed && r.ready != nil) {
		r.mu.Unlock()
		return
	}
	f := r.ready
	r.ready = nil
	if f == nil && len(r.free) > 0 {
		f = r.free[len(r.free)-1]
		r.free = r.free[:len(r.free)-1]
	}
	r.mu.Unlock()
	if f == nil {
		return
	}
	r.show(f)
	r.fillSecond(f)
	r.mu.Lock()
	r.ready, r.want = f, false
	r.mu.Unlock()
}

// show writes everything that a screen may show of the run into f.
func (r *Runner) show(f *Frame) {
	fill(f, r.session, r.look)
	r.glass.fill(f, r.session, time.Now())
	f.Running, f.Speed, f.Achieved, f.Answered = r.running, r.speed, r.rate.achieved, r.answered
	f.Past = r.lookBack()
	if f.Halt = ""; !r.running && f.Step == r.halt.step {
		f.Halt = r.halt.text
	}
	r.results.mu.Lock()
	f.Dimension, f.Transfer, f.Spiking, f.Spectrum, f.Motifs = r.results.dimension, r.results.transfer, r.results.spiking, r.results.spectrum, r.results.motifs
	f.Pairs = r.results.pairs
	f.Partners, f.Matrix = r.results.partners, r.results.matrix
	f.Visited, f.History = r.results.visited, r.results.history[:len(r.results.history):len(r.results.history)]
	f.Judged = r.results.judged
	f.Stop, f.StopSeen = r.results.stop, r.results.stopSeen
	f.Version = r.version + r.results.stored
	f.Demand = r.demand.of(r.session.Params(), r.results.hasBefore, time.Now())
	r.results.mu.Unlock()
	if r.lead != nil {
		return
	}
	if f.Map, f.Been = r.atlas.filler.Map(), r.atlas.been[:len(r.atlas.been):len(r.atlas.been)]; f.Map != nil {
		f.Version += f.Map.Version
	}
	if f.Band = r.band(); f.Band != nil {
		f.Version += f.Band.Seeds.Version
	}
}

// versions is what the run adds to the version of a frame.
func (r *Runner) versions() uint64 {
	r.results.mu.Lock()
	defer r.results.mu.Unlock()
	return r.version + r.results.stored
}

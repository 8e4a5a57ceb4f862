package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"spiketop/internal/disk"
	"spiketop/internal/term"
	"spiketop/run"
	"spiketop/rundir"
)

// Where --checkpoint is not given, a run that is expected to take longer than
// longRun is kept every defaultEvery.
const (
	defaultEvery = 5 * time.Minute
	longRun      = 10 * time.Minute
)

// keeper keeps a run at work in its directory.
type keeper struct {
	dir   string // empty: nothing is written
	task  rundir.Task
	s     *run.Session
	work  *rundir.Work // nil: there is no checkpoint yet
	began time.Time    // when this process began to step
	wall  float64      // seconds before that
}

// open makes the run of the screen, or reads it from a checkpoint, which stays.
func (r *request) open() (*run.Session, error) {
	switch {
	case r.lesson != nil:
		return r.lesson.Begin()
	case r.resume == "":
		return r.session()
	}
	w, s, _, err := rundir.Open(r.resume)
	if err != nil {
		return nil, usage("--resume: %w", err)
	}
	w.Close()
	return s, nil
}

// keep takes up the run that is there to resume, or makes the run anew.
func (r *request) keep(out string) (k *keeper, err error) {
	k = &keeper{dir: out, task: rundir.Task{Seconds: r.seconds, Every: r.every}}
	if r.resume != "" {
		k.dir = r.resume
		if k.work, k.s, k.task, err = rundir.Open(r.resume); err == nil {
			err = k.work.Check()
		}
		if err != nil {
			k.work.Close()
			return nil, usage("--resume: %w", err)
		}
		k.wall = k.task.Wall
		return k, nil
	}
	if k.s, err = r.session(); err != nil {
		return nil, err
	}
	if out != "" {
		if err := disk.CheckNew(out); err != nil {
			return nil, usage("--out: %w", err)
		}
	}
	if r.every > 0 {
		if err := k.save(); err != nil {
			return nil, &exit{exitFailed, err}
		}
	}
	return k, nil
}

// options is how the run goes. A checkpoint that cannot be written does not end
// the run.
func (k *keeper) options(show *progress) run.Options {
	k.began = time.Now()
	o := run.Options{Seconds: k.task.Seconds, Progress: show.run, Every: k.task.Every}
	if k.task.Every == 0 {
		k.task.Every, o.Every, o.Long = defaultEvery, defaultEvery, longRun
	}
	if k.dir != "" && o.Every > 0 {
		o.Save = func() { k.again(show) }
	}
	return o
}

// again saves, and says where that fails.
func (k *keeper) again(show *progress) {
	if err := k.save(); err != nil {
		show.say("warning: %v", err)
	}
}

// seconds is the wall time of the run so far.
func (k *keeper) seconds() float64 {
	if k.began.IsZero() {
		return k.wall
	}
	return k.wall + time.Since(k.began).Seconds()
}

// save writes a checkpoint. The one before stays where this fails.
func (k *keeper) save() (err error) {
	k.task.Wall = k.seconds()
	if k.work != nil {
		return k.work.Save(k.s, k.task)
	}
	k.work, err = rundir.Begin(k.dir, k.s, k.task)
	return err
}

// wait keeps a run whose files could not be written in a checkpoint, in its
// directory or else in that for temporary files, and says so.
func (k *keeper) wait(why error) error {
	if k.work == nil && k.save() != nil {
		k.dir = rundir.FreshDir(os.TempDir(), k.s.Plan().Preset(), k.s.Params().Seed)
		if k.save() != nil {
			return why
		}
	}
	return fmt.Errorf("%w; the run waits in a checkpoint: 'spiketop run --resume %s' goes on with it", why, run.ShellWord(k.dir))
}

// finished says that there is nothing to resume, where that is what err means.
func (env Env) finished(f *flags, err error) error {
	var done *rundir.Finished
	if !errors.As(err, &done) {
		return err
	}
	if f.json {
		text, err := rundir.ReadSummary(done.Dir)
		if err == nil {
			_, err = env.Out.Write(text)
		}
		if err != nil {
			return &exit{exitFailed, err}
		}
	}
	if !f.quiet {
		env.say("spiketop: %v", done)
	}
	return nil
}

// say writes a line above the progress.
func (p *progress) say(format string, args ...any) {
	if p.quiet {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	text := term.Clean("spiketop: "+fmt.Sprintf(format, args...), maxLine)
	if p.on {
		text = "\r" + text + strings.Repeat(" ", max(0, min(p.width, p.columns()-1)-utf8.RuneCountInString(text)))
		p.width = 0
	}
	fmt.Fprintln(p.w, text)
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"spiketop/internal/term"
	"spiketop/run"
	"spiketop/sweep"
)

// slurm prints a script that does the sweep as an array, with limits from the
// heaviest runs, made here once.
func (env Env) slurm(j *sweepJob) error {
	binary, err := os.Executable()
	if err != nil {
		return &exit{exitFailed, err}
	}
	out, err := filepath.Abs(j.flags.out)
	if err != nil {
		return &exit{exitFailed, err}
	}
	if strings.Contains(binary, string(filepath.Separator)+"go-build") && !j.flags.quiet {
		env.say("spiketop: warning: 'go run' will remove the program that the script names; build it first")
	}
	show := env.progress(j.flags.quiet)
	show.note("measuring the heaviest run")
	job := sweep.Job{Binary: binary, Out: out, Args: j.words(), Runs: j.Runs(), Tasks: j.slurm, Workers: j.workers}
	err = env.untilInterrupted(show, "letting go of the run in work", func(ctx context.Context) error {
		for _, k := range j.Heaviest() {
			m, err := j.measure(ctx, binary, k)
			if err != nil {
				return err
			}
			job.Memory = max(job.Memory, m.bytes)
			if m.wall >= job.Wall {
				job.Wall, job.Note = m.wall, m.note
			}
		}
		return nil
	})
	switch s := env.interrupts.signal(); {
	case err != nil && s != nil:
		return &exit{term.Status(s), errors.New("interrupted: no script")}
	case err != nil:
		return &exit{exitFailed, fmt.Errorf("measuring a run: %w", err)}
	}
	return env.print(job.Script())
}

// plan is how the plan is named wherever the command runs.
func (j *sweepJob) plan() ([]string, error) {
	words := []string{j.Plan.Name}
	if j.Plan.Path != "" {
		path, err := filepath.Abs(j.Plan.Path)
		if err != nil {
			return nil, err
		}
		words = []string{"--preset-file", path}
	}
	in := j.Plan.Input
	if !in.WeightsByHand {
		return words, nil
	}
	path, err := filepath.Abs(in.Weights)
	words = append(words, "--weights", path)
	for _, f := range [][2]string{{"--rows", in.Rows}, {"--entry", in.Entry}, {"--nodes", j.flags.nodes}} {
		if f[1] != "" {
			words = append(words, f[:]...)
		}
	}
	return words, err
}

// words are the command line again, without --workers, --shard and --out.
func (j *sweepJob) words() []string {
	words, _ := j.plan()
	for _, over := range j.flags.over {
		words = append(words, "--over", over)
	}
	for _, a := range j.Sets {
		words = append(words, "--set", a.Key+"="+a.Text)
	}
	words = append(words, "--seeds", strconv.Itoa(j.Seeds))
	return append(words, j.seconds()...)
}

func (j *sweepJob) seconds() []string {
	if j.Seconds == 0 {
		return nil
	}
	return []string{"--seconds", strconv.FormatFloat(j.Seconds, 'g', -1, 64)}
}

// measured is what one run took.
type measured struct {
	wall  time.Duration
	bytes float64
	note  string
}

// measure does run k in a process of its own.
func (j *sweepJob) measure(ctx context.Context, binary string, k int) (m measured, err error) {
	words, err := j.plan()
	if err != nil {
		return m, err
	}
	var sets []string
	for _, a := range j.Assignments(k) {
		sets = append(sets, "--set", a.Key+"="+a.Text)
	}
	words = append(append([]string{"run"}, words...), append(sets, j.seconds()...)...)
	c := exec.CommandContext(ctx, binary, append(words, "--json", "--quiet")...)
	c.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(j.workers))
	var errs strings.Builder
	c.Stderr = &errs
	t0 := time.Now()
	err = c.Run()
	m.wall = time.Since(t0)
	m.note = "'spiketop"
	for _, w := range words {
		m.note += " " + run.ShellWord(w)
	}
	m.note = term.Clean(m.note, maxLine) + "'."
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) && failed.ExitCode() == exitFailed {
		m.note += " That run failed, so others may take longer."
		err = nil
	}
	if err != nil {
		return m, fmt.Errorf("%w: %s", err, term.Clean(errs.String(), maxLine))
	}
	m.bytes = maxRSS(c.ProcessState)
	if m.bytes == 0 {
		m.bytes = 2 * j.Need(k)
	}
	return m, nil
}

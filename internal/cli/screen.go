package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"spiketop/internal/disk"
	"spiketop/internal/mem"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/report"
	"spiketop/run"
	"spiketop/rundir"
	"spiketop/tui"
)

// Screen runs a session behind the live explorer, until the person quits.
func Screen(o LiveOptions) (LiveEnd, error) {
	if err := tui.CheckView(o.File); err != nil {
		return LiveEnd{}, err
	}
	// The run and up to three analyses keep threads busy. With threads to spare the
	// system, not Go's scheduler, decides who runs next: it knows that analyses are
	// less urgent, and it wakes a screen that slept at once.
	threads := func(more int) {
		if os.Getenv("GOMAXPROCS") == "" {
			runtime.GOMAXPROCS(runtime.NumCPU() + 4 + more)
		}
	}
	threads(0)
	options := []func(*live.Runner){live.Sized(mem.Limit), live.Checked(tui.CheckView), live.Frozen(rundir.Freeze),
		live.Beside(func() { threads(plane.Spare()) })}
	if o.Map != nil {
		options = append(options, live.Mapped(o.Map.Job, o.Map.Shown))
	}
	if _, err := os.Stat(filepath.Join(o.Files, "weights.npy")); o.Files != "" && err == nil {
		options = append(options, live.Opened(func(ctx context.Context, c *run.Copy) (string, error) { return rundir.Compare(ctx, c, o.Files) }))
	}
	r := live.NewRunner(o.Session, rundir.WriteRun, options...)
	if o.Seconds > 0 {
		r.Send(live.PauseAt{Seconds: o.Seconds})
	}
	progress, bad := lesson.ReadProgress(progressFile())
	if bad != nil { // what was done is not known, and nothing is lost by that
		progress = &lesson.Progress{}
	}
	zoom := ""
	if o.Map != nil {
		zoom = "map"
	}
	err := tui.Run(tui.Options{
		Source:  r,
		Presets: presetInfo(o.File),
		ASCII:   o.ASCII,
		Big:     o.Big,
		Theme:   o.Theme,
		Speed:   o.Speed,
		Layout:  o.Layout,
		Zoom:    zoom,
		Fatal:   r.Fatal(),

		Interrupted:  o.Interrupted,
		BatchCommand: batchCommand(o.File),
		SweepCommand: func(f *live.Frame) string {
			axis, err := plane.Around("net.g", f.Asked, 1)
			if err != nil {
				return ""
			}
			return run.SweepCommand(o.planOf(f), f.Asked, axis.Spec(), batchSeeds)
		},
		Figure: writeFigure,
		Lesson: o.Lesson, Step: o.Step, Lessons: lessonList, Progress: progress,
		Keep: func(preset string, seed int, svg, png []byte) ([]string, error) {
			if preset == o.File.Name { // as the key w calls a recorded run
				preset = o.File.Preset()
			}
			return keepPicture(preset, seed, svg, png)
		},
		Cast:  o.Cast,
		Size:  o.Size,
		Class: o.Class,
	})
	if o.Left != nil {
		o.Left()
	}
	s, wrote := r.Close()
	end := LiveEnd{Session: s, Wrote: wrote, Kept: r.Kept()}
	var by *tui.Interrupted
	switch {
	case errors.As(err, &by):
		end.Signal, err = by.Signal, nil
	case err != nil:
		end.Session = nil // it may have died inside a step
	}
	return end, err
}

// lessonList reads the lessons of the program.
func lessonList() (list []*lesson.File) {
	for _, name := range lesson.Names() {
		if f, err := openLesson(name); err == nil {
			list = append(list, f)
		}
	}
	return list
}

// batchSeeds is how many seeds the sweep around a run has.
const batchSeeds = 5

// planOf is the preset or file of a frame.
func (o *LiveOptions) planOf(f *live.Frame) *presets.File {
	if f.Preset != o.File.Name { // another was opened meanwhile
		if p, err := presets.Load(f.Preset); err == nil {
			return p
		}
	}
	return o.File
}

// batchCommand spells the command line that repeats a run which began with opened.
func batchCommand(opened *presets.File) func(*live.Frame) string {
	return func(f *live.Frame) string {
		plan := opened
		if f.Preset != plan.Name { // another was opened meanwhile
			if p, err := presets.Load(f.Preset); err == nil {
				plan = p
			}
		}
		return run.BatchCommand(plan, f.Asked)
	}
}

// presetInfo describes the presets, and the file that was opened if it is none.
func presetInfo(opened *presets.File) []tui.PresetInfo {
	var files []*presets.File
	if opened.Path != "" {
		files = append(files, opened)
	}
	for _, name := range presets.Names() {
		if f, err := presets.Load(name); err == nil {
			files = append(files, f)
		}
	}
	list := make([]tui.PresetInfo, len(files))
	for i, f := range files {
		list[i] = tui.PresetInfo{Name: f.Name, Title: f.Title, About: f.About}
	}
	return list
}

// writeFigure draws a map into a new file of the current directory.
func writeFigure(m *plane.Map, here run.Params) (string, error) {
	for k := 1; ; k++ {
		name := fmt.Sprintf("%s-map-%03d.svg", filepath.Base(m.Preset), k)
		err := disk.WriteFresh(name, func(w io.Writer) error {
			_, err := w.Write(report.Map(m, &here))
			return err
		})
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

// keepPicture writes a picture into two new files of the current directory, both or
// none: PRESET-sSEED-NNN.svg and .png.
func keepPicture(preset string, seed int, svg, png []byte) ([]string, error) {
	for {
		path := rundir.Fresh("", preset, seed, ".svg", ".png")
		names := []string{path + ".svg", path + ".png"}
		var err error
		for k, text := range [][]byte{svg, png} {
			err = disk.WriteFresh(names[k], func(w io.Writer) error { _, err := w.Write(text); return err })
			if err != nil {
				for _, mine := range names[:k] {
					_ = os.Remove(mine)
				}
				break
			}
		}
		if !errors.Is(err, fs.ErrExist) {
			return names, err
		}
	}
}

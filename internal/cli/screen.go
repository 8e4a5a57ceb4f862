package cli

import (
	"errors"

	"spiketop/experiment"
	"spiketop/presets"
	"spiketop/tui"
)

// Screen runs a session behind the live explorer, until the person quits.
func Screen(o LiveOptions) (LiveEnd, error) {
	r := experiment.NewRunner(o.Session, experiment.WriteRun)
	if o.Seconds > 0 {
		r.Send(experiment.PauseAt{Seconds: o.Seconds})
	}
	err := tui.Run(tui.Options{
		Source:  r,
		Presets: presetInfo(),
		ASCII:   o.ASCII,
		Fatal:   r.Fatal(),
		BatchCommand: func(f *experiment.Frame) string {
			plan, err := presets.Load(f.Preset)
			if err != nil {
				plan = o.File
			}
			return experiment.BatchCommand(plan, f.Params, f.Scores)
		},
	})
	s, wrote := r.Close()
	end := LiveEnd{Session: s, Wrote: wrote, Interrupted: errors.Is(err, tui.ErrInterrupted)}
	if end.Interrupted {
		err = nil
	}
	return end, err
}

func presetInfo() []tui.PresetInfo {
	var list []tui.PresetInfo
	for _, name := range presets.Names() {
		if f, err := presets.Load(name); err == nil {
			list = append(list, tui.PresetInfo{Name: f.Name, Title: f.Title, About: f.About,
				Speed: f.View.Speed, Focus: f.View.Focus, Layout: f.View.Layout})
		}
	}
	return list
}

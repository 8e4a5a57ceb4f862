package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/internal/param"
	"spiketop/internal/toml"
	"spiketop/tui"
)

// Settings is how a person wishes to see the screen, whatever the preset.
type Settings struct {
	Theme  string  // "" is auto
	ASCII  bool    // no braille, no box drawing
	Big    bool    // for a projector
	Speed  float64 // × real time; 0: as the preset wishes
	Layout string  // "": as the preset wishes
}

// setting is an entry of the file: what it must be, and how a value is taken.
type setting struct {
	name, must string
	set        func(s *Settings, value any) bool
}

func settings() []setting {
	word := func(name string, of []string, at func(*Settings) *string) setting {
		return setting{name, "one of " + strings.Join(of, ", "), func(s *Settings, v any) (ok bool) {
			*at(s), ok = v.(string)
			return ok && slices.Contains(of, *at(s))
		}}
	}
	toggle := func(name string, at func(*Settings) *bool) setting {
		return setting{name, "true or false", func(s *Settings, v any) (ok bool) {
			*at(s), ok = v.(bool)
			return ok
		}}
	}
	return []setting{
		word("theme", tui.Themes, func(s *Settings) *string { return &s.Theme }),
		toggle("ascii", func(s *Settings) *bool { return &s.ASCII }),
		toggle("big", func(s *Settings) *bool { return &s.Big }),
		{"speed", "a number above 0, or inf", func(s *Settings, v any) bool {
			switch v := v.(type) {
			case int64:
				s.Speed = float64(v)
			case float64:
				s.Speed = v
			}
			return s.Speed > 0 // also refuses NaN
		}},
		word("layout", tui.Layouts(), func(s *Settings) *string { return &s.Layout }),
	}
}

// settingsFile is where the settings are; all of them are optional, and so is the
// file. "" where the system names no directory for it.
func settingsFile() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "spiketop", "config.toml")
}

// readSettings reads the settings. Errors begin with the file's name and the line.
func readSettings(name string) (s Settings, err error) {
	if name == "" {
		return s, nil
	}
	const most = 1 << 20
	text, err := disk.ReadRegular(name, most)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	} else if err != nil {
		return s, usage("%w", err)
	}
	var names []string
	for _, known := range settings() {
		names = append(names, known.name)
	}
	err = toml.Read(string(text), func(e toml.Entry) error {
		key := strings.Join(e.Path, ".")
		k := slices.Index(names, key)
		if k < 0 {
			hint := "there are " + strings.Join(names, ", ")
			if n := param.Nearest(key, names); n != "" {
				hint = fmt.Sprintf("nearest is %q", n)
			}
			return usage("%s:%d: no setting %q; %s", name, e.Line, key, hint)
		}
		if known, v := settings()[k], e.Value(); !known.set(&s, v) {
			return usage("%s:%d: %s = %v: must be %s", name, e.Line, known.name, v, known.must)
		}
		return nil
	})
	if bad := (*toml.Error)(nil); errors.As(err, &bad) {
		err = usage("%s:%d: not TOML: %s", name, bad.Line, bad.Text)
	}
	return s, err
}

// viewFlags are the settings that the command line may give too.
type viewFlags struct {
	given Settings
	cmd   *cobra.Command
}

func (v *viewFlags) add(cmd *cobra.Command) {
	v.cmd = cmd
	cmd.Flags().BoolVar(&v.given.ASCII, "ascii", false, "a screen of ASCII characters only")
	cmd.Flags().BoolVar(&v.given.Big, "big", false, "for a projector: one or two panes, larger dots, no small print")
	cmd.Flags().StringVar(&v.given.Theme, "theme", "auto", "the colours: `NAME` is "+strings.Join(tui.Themes, ", "))
	must(cmd.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(tui.Themes, cobra.ShellCompDirectiveNoFileComp)))
}

// settings are those of the file, with what the command line gives in their place.
func (v *viewFlags) settings() (Settings, error) {
	if !slices.Contains(tui.Themes, v.given.Theme) {
		return Settings{}, usage("--theme %s: must be one of %s", v.given.Theme, strings.Join(tui.Themes, ", "))
	}
	s, err := readSettings(settingsFile())
	if v.cmd.Flags().Changed("ascii") {
		s.ASCII = v.given.ASCII
	}
	if v.cmd.Flags().Changed("big") {
		s.Big = v.given.Big
	}
	if v.cmd.Flags().Changed("theme") {
		s.Theme = v.given.Theme
	}
	return s, err
}

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"spiketop/internal/param"
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
	text, err := os.ReadFile(name)
	if name == "" || errors.Is(err, fs.ErrNotExist) {
		return s, nil
	} else if err != nil {
		return s, usage("%w", err)
	}
	values := map[string]any{}
	found, err := toml.Decode(string(text), &values)
	var bad toml.ParseError
	switch {
	case errors.As(err, &bad):
		return s, usage("%s:%d: not TOML: %s", name, bad.Position.Line, bad.Message)
	case err != nil:
		return s, usage("%s: %w", name, err)
	}
	var names []string
	for _, known := range settings() {
		names = append(names, known.name)
	}
	for _, key := range found.Keys() {
		place := fmt.Sprintf("%s:%d", name, lineOfSetting(string(text), key[0]))
		k := slices.Index(names, key.String())
		if k < 0 {
			hint := "there are " + strings.Join(names, ", ")
			if n := param.Nearest(key.String(), names); n != "" {
				hint = fmt.Sprintf("nearest is %q", n)
			}
			return s, usage("%s: no setting %q; %s", place, key.String(), hint)
		}
		if known := settings()[k]; !known.set(&s, values[known.name]) {
			return s, usage("%s: %s = %v: must be %s", place, known.name, values[known.name], known.must)
		}
	}
	return s, nil
}

// lineOfSetting is the number of the line, from 1, that gives a setting or opens a
// table of that name: the decoder does not tell.
func lineOfSetting(text, name string) int {
	for i, line := range strings.Split(text, "\n") {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t[\"'"), name)
		if ok && strings.IndexAny(strings.TrimLeft(rest, " \t\"'"), "=.]") == 0 {
			return i + 1
		}
	}
	return 1
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

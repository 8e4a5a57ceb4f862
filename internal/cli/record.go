package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"spiketop/internal/disk"
	"spiketop/internal/term"
	"spiketop/tui/picture"
)

// recording is the asciicast of a screen: its file, and the size of a screen without a
// terminal.
type recording struct {
	path string
	file *os.File
	cast *picture.Cast
	size struct{ W, H int } // zero: the terminal's
}

// headlessSeconds is how much a recording without a terminal has where nothing else is
// said.
const headlessSeconds = 10

func (env Env) record() *cobra.Command {
	var f flags
	var view viewFlags
	var size string
	cmd := &cobra.Command{
		Use: "record FILE.cast [PRESET|FILE.toml] [flags]", Short: "the screen, recorded as an asciicast",
		Long: `Shows the screen as 'spiketop PRESET' does, and records it in a new file, an asciicast
version 2: 'asciinema play FILE.cast' plays it. With --size no terminal is needed: the run
goes by itself for --seconds (` + fmt.Sprint(headlessSeconds) + ` where none are given) and ends.

Exit status: that of the screen; 1 where the recording could not be written to its end, 2
where FILE.cast exists.`,
		Example: `  spiketop record rhythm.cast rhythm
  spiketop record demo.cast --size 120x36 --seconds 10`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "" {
				return usage("record: the name of a new file is missing; must be FILE.cast")
			}
			c := &recording{path: args[0]}
			if cmd.Flags().Changed("size") {
				if err := c.setSize(size); err != nil {
					return err
				}
			}
			r, err := f.parse(cmd, args[1:])
			if err != nil {
				return err
			}
			if c.size.W > 0 && r.seconds == 0 {
				r.seconds = headlessSeconds
			}
			if _, err := os.Lstat(c.path); err == nil {
				return c.exists()
			}
			r.cast = c
			return env.finished(&f, env.live(r, &f, &view, nil, nil))
		},
	}
	f.add(cmd)
	view.add(cmd)
	cmd.Flags().StringVar(&size, "size", "", "without a terminal: a screen of `COLSxROWS`")
	must(cmd.RegisterFlagCompletionFunc("size", cobra.NoFileCompletions))
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return []string{"cast"}, cobra.ShellCompDirectiveFilterFileExt
		}
		return completePreset(cmd, args[1:], text)
	}
	return cmd
}

// Sizes of a screen that nobody sees.
const leastCols, leastRows, mostCols, mostRows = 60, 16, 500, 200

func (c *recording) setSize(text string) error {
	var end string
	if n, _ := fmt.Sscanf(text, "%dx%d%s", &c.size.W, &c.size.H, &end); n != 2 ||
		c.size.W < leastCols || c.size.W > mostCols || c.size.H < leastRows || c.size.H > mostRows {
		return usage("--size %s: must be COLSxROWS, %dx%d to %dx%d", clip(text), leastCols, leastRows, mostCols, mostRows)
	}
	return nil
}

func (c *recording) exists() error { return usage("%s: it exists; must be a new file", c.path) }

// begin makes the file.
func (c *recording) begin(title string) error {
	var err error
	if c.file, err = disk.CreateFresh(c.path); errors.Is(err, fs.ErrExist) {
		return c.exists()
	} else if err != nil {
		return usage("%w", disk.Named(c.path, err))
	}
	env := map[string]string{"TERM": os.Getenv("TERM"), "SHELL": os.Getenv("SHELL")}
	if c.size.W > 0 {
		env = map[string]string{"TERM": "xterm-256color"}
	}
	c.cast = picture.NewCast(c.file, term.Clean(title, 100), env)
	return nil
}

// end closes the file, and removes one in which there is nothing. It returns why the
// recording is not whole.
func (c *recording) end() error {
	err := c.file.Close()
	if !c.cast.Begun() {
		_ = os.Remove(c.path)
		return nil
	}
	if broken := c.cast.Err(); broken != nil {
		err = broken
	}
	if err != nil {
		return disk.Named(c.path, fmt.Errorf("the recording is not whole: %w", disk.Cause(err)))
	}
	return nil
}

package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"spiketop/presets"
)

func (env Env) open() *cobra.Command {
	var view viewFlags
	cmd := &cobra.Command{
		Use: "open RUN", Short: "a run that was written earlier, to go through its time",
		Long: `Shows a recorded run on the screen. RUN is the directory that 'spiketop run --out' or the key
w wrote, or its run.toml. The run is repeated, which gives the same bits; at its end it is held
against the files of RUN, and a difference is said. ← and → go a second back and on, shift+← and
shift+→ ten, home and end to its ends, :goto 12.5 anywhere; space goes on from there.

Exit status: that of the screen; 2 where RUN is no recorded run.`,
		Example: `  spiketop open run7
  spiketop open oscillation-s1-001/run.toml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return usage("open takes the directory of one run, or its run.toml")
			}
			r, err := recorded(args[0])
			if err != nil {
				return err
			}
			var f flags
			return env.live(r, &f, &view, nil, nil)
		},
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault),
	}
	cmd.Flags().SortFlags = false
	view.add(cmd)
	return cmd
}

// recorded is the run in a directory, or in a run file.
func recorded(name string) (*request, error) {
	file, dir := name, ""
	if st, err := os.Stat(name); err == nil && st.IsDir() {
		file = filepath.Join(name, "run.toml")
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, usage("%s: there is no run.toml in it; must be the directory of a run that was written", name)
		}
	}
	if filepath.Base(file) == "run.toml" {
		dir = filepath.Dir(file)
	}
	plan, err := presets.ReadFile(file)
	if err != nil {
		return nil, usage("%w", err)
	}
	if !plan.Recorded() {
		return nil, usage("%s: not a recorded run; 'spiketop %s' opens a preset", file, file)
	}
	return &request{plan: plan, files: dir}, nil
}

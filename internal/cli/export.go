package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"spiketop/export"
	"spiketop/internal/disk"
)

func (env Env) export() *cobra.Command {
	var mat, sonata string
	cmd := &cobra.Command{
		Use:   "export RUN [--mat FILE.mat] [--sonata FILE.h5]",
		Short: "a recorded run as a MATLAB or SONATA file",
		Long: `Writes a recorded run in other forms. RUN is the directory that 'spiketop run --out' or
the key w wrote.

--mat writes every array of the run under the name of its file (MATLAB 5), --sonata spikes,
nodes and edges (HDF5). A file that exists is not written over.

Exit status: 0 done, 1 failed, 2 wrong usage or input.`,
		Example: `  spiketop export run7 --mat run7.mat --sonata run7.h5`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("export takes the directory of one run")
			}
			forms := []struct {
				flag, path string
				write      func(*export.Run, io.Writer) error
			}{
				{"mat", mat, (*export.Run).WriteMAT},
				{"sonata", sonata, writeSONATA},
			}
			if !cmd.Flags().Changed("mat") && !cmd.Flags().Changed("sonata") {
				return usage("export %s: a form is missing; must be --mat FILE.mat or --sonata FILE.h5", clip(args[0]))
			}
			for _, f := range forms {
				if !cmd.Flags().Changed(f.flag) {
					continue
				}
				if f.path == "" {
					return usage("--%s: a file's name is missing", f.flag)
				}
				if _, err := os.Lstat(f.path); !errors.Is(err, fs.ErrNotExist) {
					return usage("--%s %s: it exists; must be a new file", f.flag, f.path)
				}
				if err := disk.CheckFile(f.path); err != nil {
					return usage("--%s: %w", f.flag, err)
				}
			}
			r, err := export.Open(args[0])
			if err != nil {
				return usage("%w", err)
			}
			for _, f := range forms {
				if f.path == "" {
					continue
				}
				if err := disk.Replace(f.path, func(w io.Writer) error { return f.write(r, w) }); err != nil {
					return &exit{exitFailed, fmt.Errorf("--%s: %w", f.flag, err)}
				}
			}
			return nil
		},
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs),
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&mat, "mat", "", "write `FILE.mat`")
	fs.StringVar(&sonata, "sonata", "", "write `FILE.h5`")
	must(cmd.RegisterFlagCompletionFunc("mat", cobra.FixedCompletions([]string{"mat"}, cobra.ShellCompDirectiveFilterFileExt)))
	must(cmd.RegisterFlagCompletionFunc("sonata", cobra.FixedCompletions([]string{"h5"}, cobra.ShellCompDirectiveFilterFileExt)))
	return cmd
}

// writeSONATA writes by way of a file for itself: HDF5 goes to and fro in one.
func writeSONATA(r *export.Run, w io.Writer) error {
	dir, err := os.MkdirTemp("", "spiketop-export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "run.h5")
	if err := r.WriteSONATA(name); err != nil {
		return err
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

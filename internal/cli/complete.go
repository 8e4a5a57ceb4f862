package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"spiketop/presets"
	"spiketop/run"
)

// shells are those that completion scripts exist for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (env Env) completion() *cobra.Command {
	return &cobra.Command{
		Use: "completion SHELL", Short: "a script that completes commands, presets and parameters",
		Long: `Prints a script for ` + strings.Join(shells, ", ") + `. In bash, for this shell:

  source <(spiketop completion bash)`,
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("completion takes one shell; accepted are %s", strings.Join(shells, ", "))
			}
			var b strings.Builder
			var err error
			switch root := cmd.Root(); args[0] {
			case "bash":
				err = root.GenBashCompletionV2(&b, true)
			case "zsh":
				err = root.GenZshCompletion(&b)
			case "fish":
				err = root.GenFishCompletion(&b, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(&b)
			default:
				return usage("completion: no shell %q; accepted are %s", args[0], strings.Join(shells, ", "))
			}
			if err != nil {
				return &exit{exitFailed, err}
			}
			return env.print(b.String())
		},
	}
}

// completePreset offers presets, and files.
func completePreset(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, name := range presets.Names() {
		if f, err := presets.Load(name); err == nil {
			name += "\t" + f.Title
		}
		out = append(out, name)
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeSet offers keys, then the values of switches and choices.
func completeSet(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	key, _, valued := strings.Cut(typed, "=")
	var out []string
	for _, d := range run.Table {
		switch {
		case d.Event:
		case !valued:
			out = append(out, d.Key+"=\t"+d.Help)
		case d.Key == key:
			for _, w := range d.Words() {
				out = append(out, key+"="+w)
			}
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if !valued {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return out, directive
}

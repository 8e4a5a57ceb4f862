package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"spiketop/run"
)

func (env Env) man() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "the manual page, for man: spiketop man >spiketop.1", Args: noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return env.print(manPage(cmd.Root())) },
	}
}

// manPage is the manual page in roff, made from the commands and their flags.
func manPage(root *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH SPIKETOP 1 \"\" \"spiketop %s\" \"User Commands\"\n", roff(run.Version))
	fmt.Fprintf(&b, ".SH NAME\nspiketop \\- %s\n.SH SYNOPSIS\n", roff(root.Short))
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		fmt.Fprintf(&b, ".B %s\n.br\n", roff(c.UseLine()))
	}
	b.WriteString(".SH DESCRIPTION\n")
	manCommand(&b, root)
	b.WriteString(".SH COMMANDS\n")
	for _, c := range root.Commands() {
		fmt.Fprintf(&b, ".SS %s\n", roff(c.UseLine()))
		manCommand(&b, c)
	}
	b.WriteString(".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage, 130 interrupted.\n")
	b.WriteString(".SH FILES\n.TP\n.I $XDG_CONFIG_HOME/spiketop/config.toml\nSettings of the screen, each optional:\n")
	for _, s := range settings() {
		fmt.Fprintf(&b, ".br\n.B %s\n(%s)\n", roff(s.name), roff(s.must))
	}
	return b.String()
}

// manCommand tells what a command does, then its flags.
func manCommand(b *strings.Builder, c *cobra.Command) {
	text := c.Long
	if text == "" {
		text = c.Short
	}
	fmt.Fprintf(b, ".nf\n%s\n.fi\n", roff(text))
	if c.Example != "" {
		fmt.Fprintf(b, ".PP\nExamples:\n.nf\n%s\n.fi\n", roff(c.Example))
	}
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, help := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(strings.TrimSpace(name+" "+value)), roff(help))
	})
}

// roff spells a text so that it stands as it is.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

package lesson

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"spiketop/internal/disk"
	"spiketop/run"
)

// Protocol is what came out of a lesson: a record of each step.
type Protocol struct {
	File  *File
	Steps []Record // parallel to the steps of the file
}

// Record is what came out of a step.
type Record struct {
	Seen      bool   // the person was there
	Predicted string // the person's answer; "": none
	Came      string // what came out, in the terms of the question; "": not known
	Right     bool   // of a choice: it was the one that comes true
	Reached   bool   // the check held
	Numbers   string // those of the check when it held, or when the step was left
	TimeMS    float64
	Command   string // that repeats the run with the parameters as they were then
	Picture   string // name of a file; "": there is none
}

// NewProtocol is that of a lesson that begins.
func NewProtocol(f *File) *Protocol { return &Protocol{f, make([]Record, len(f.Steps))} }

// Markdown is the text of protocol.md.
func (p *Protocol) Markdown() string {
	var b strings.Builder
	f := p.File
	name := f.Name
	if f.Path != "" {
		name = f.Path
	}
	fmt.Fprintf(&b, "# %s\n\nProtocol of a lesson of spiketop %s. `spiketop learn %s` goes through it again.\n", f.Title, run.Version, run.ShellWord(name))
	for k := range f.Steps {
		s, r := &f.Steps[k], &p.Steps[k]
		fmt.Fprintf(&b, "\n## %d. %s\n\n", k+1, s.Title)
		if !r.Seen {
			b.WriteString("Not visited.\n")
			continue
		}
		question := s.Predict
		if question == "" {
			question = "none; the step is there to be read"
			if s.Check != nil {
				question = fmt.Sprintf("how does one make `%s` true?", s.Check)
			}
		}
		fmt.Fprintf(&b, "- **Question**: %s\n", question)
		fmt.Fprintf(&b, "- **Set-up**: the step begins with `spiketop learn %s --step %d`", run.ShellWord(name), k+1)
		if r.Command != "" {
			fmt.Fprintf(&b, "; a run with the parameters as they were then: `%s`", r.Command)
		}
		b.WriteString("\n")
		switch {
		case s.Predict == "":
		case r.Predicted == "":
			b.WriteString("- **Prediction**: not made\n")
		default:
			fmt.Fprintf(&b, "- **Prediction**: %s\n", r.Predicted)
		}
		fmt.Fprintf(&b, "- **Outcome**: %s\n", p.outcome(k))
		if r.Picture != "" {
			fmt.Fprintf(&b, "\n![%s](%s)\n", s.Title, r.Picture)
		}
	}
	return b.String()
}

// outcome is what came out of step k.
func (p *Protocol) outcome(k int) string {
	s, r := &p.File.Steps[k], &p.Steps[k]
	var parts []string
	switch {
	case r.Came == "":
	case len(s.Choices) > 0 && r.Right:
		parts = append(parts, "as predicted: "+r.Came)
	case r.Predicted != "":
		parts = append(parts, r.Came+"; predicted was "+r.Predicted)
	default:
		parts = append(parts, r.Came)
	}
	switch {
	case s.Check == nil:
		if len(parts) == 0 {
			parts = append(parts, "read")
		}
	case r.Reached:
		parts = append(parts, fmt.Sprintf("`%s` came true at %.1f s (%s)", s.Check, r.TimeMS/1000, r.Numbers))
	default:
		parts = append(parts, fmt.Sprintf("`%s` did not come true", s.Check))
	}
	return strings.Join(parts, "; ")
}

// Write writes the protocol to a new file of the directory: protocol.md, or
// protocol-002.md and so on where there is one. It returns the name.
func (p *Protocol) Write(dir string) (string, error) {
	for k := 1; ; k++ {
		name := "protocol.md"
		if k > 1 {
			name = fmt.Sprintf("protocol-%03d.md", k)
		}
		name = filepath.Join(dir, name)
		err := disk.WriteFresh(name, func(w io.Writer) error {
			_, err := io.WriteString(w, p.Markdown())
			return err
		})
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
}

package tui

import (
	"embed"
	"slices"
	"strings"

	"spiketop/tui/chart"
)

//go:embed texts/*.md
var texts embed.FS

// page is the text on a pane, a file of texts/ by its name: a heading, a lead of a few lines on
// how to read the pane, then parts under headings of their own. The help, the
// README and docs/PANES.md all have it from there.
type page struct {
	title, lead string
	parts       []part // the first is the lead, without a heading
}

type part struct{ heading, text string }

// pageOf reads the page on a pane by the first word of its name.
func pageOf(word string) (p page, ok bool) {
	file, err := texts.ReadFile("texts/" + word + ".md")
	if err != nil {
		return page{}, false
	}
	heading := ""
	for _, block := range strings.Split(strings.TrimSpace(string(file)), "\n\n") {
		switch {
		case strings.HasPrefix(block, "# "):
			p.title = block[2:]
		case strings.HasPrefix(block, "## "):
			heading = block[3:]
		default:
			p.parts = append(p.parts, part{heading, strings.Join(strings.Fields(block), " ")})
		}
	}
	p.lead = p.parts[0].text
	return p, true
}

// plainText is a text without the marks of Markdown.
func plainText(markdown string) string {
	return strings.NewReplacer("*", "", "`", "").Replace(markdown)
}

// PanesMarkdown is docs/PANES.md: the whole page on every pane.
func PanesMarkdown() string {
	var b strings.Builder
	b.WriteString("# Panes\n\nGenerated from `tui/texts/`: `?` in the program shows the first lines on the focused pane, `?` again its whole page.\n" +
		"The equations with their sources are in [SCIENCE.md](SCIENCE.md), all keys in [KEYS.md](KEYS.md).\n")
	words := []string{"lesson"} // no pane of its own
	for _, kind := range slices.Backward(kinds) {
		words = append([]string{kind.word()}, words...)
	}
	for _, word := range words {
		p, _ := pageOf(word)
		b.WriteString("\n## " + p.title + "\n")
		for _, part := range p.parts {
			text := part.text
			if part.heading != "" {
				text = "**" + part.heading + ".** " + text
			}
			b.WriteString("\n" + paragraph(text))
		}
	}
	return b.String()
}

// ReadingMarkdown is the README's section on the panes: of each page the lead and how to read the pane.
func ReadingMarkdown() string {
	var b strings.Builder
	for _, kind := range kinds {
		p, _ := pageOf(kind.word())
		text := "**" + p.title + ".** " + p.lead
		for _, part := range p.parts {
			if part.heading == "How to read it" {
				text += " " + part.text
			}
		}
		b.WriteString(paragraph(text) + "\n")
	}
	return b.String()
}

// paragraph breaks a text into lines as the pages of the repository have them.
func paragraph(text string) string {
	return strings.Join(wrap(new(chart.Buffer), text, 120), "\n") + "\n"
}

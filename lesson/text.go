package lesson

import (
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	commonmark "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// markdown reads blocks and what stands in them as CommonMark has it.
var markdown = sync.OnceValue(func() commonmark.Parser {
	return commonmark.NewParser(commonmark.WithBlockParsers(commonmark.DefaultBlockParsers()...), commonmark.WithInlineParsers(commonmark.DefaultInlineParsers()...))
})

// Style is how a part of a text is to be seen.
type Style int

const (
	Upright  Style = iota
	Emphasis       // *…* and **…**
	Code           // `…`
)

// Span is a part of a paragraph in one style. Blanks and line breaks are single blanks.
type Span struct {
	Text string
	Style
}

// Paragraph is a block of a text: a paragraph, or an item of a list with its mark.
type Paragraph struct {
	Mark  string // "•", "1."; "" for a paragraph
	Spans []Span
}

// Markdown reads a text: paragraphs, emphasis, lists and inline code. Whatever else
// stands in it (a heading, a link, a quote) is a paragraph of its words.
func Markdown(source string) []Paragraph {
	b := []byte(source)
	var out []Paragraph
	doc := markdown().Parse(text.NewReader(b))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading:
			p := Paragraph{Mark: mark(n)}
			inline(&p, n, Upright, b)
			out = append(out, p.trimmed())
			return ast.WalkSkipChildren, nil
		case ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock:
			p := Paragraph{}
			for k := range n.Lines().Len() {
				at := n.Lines().At(k)
				p.add(string(at.Value(b)), Code)
			}
			out = append(out, p.trimmed())
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return out
}

// mark is that of an item of a list, on its first block.
func mark(n ast.Node) string {
	item := n.Parent()
	if item == nil || item.Kind() != ast.KindListItem || item.FirstChild() != n {
		return ""
	}
	list, ok := item.Parent().(*ast.List)
	if !ok || !list.IsOrdered() {
		return "•"
	}
	number := list.Start
	for at := item.PreviousSibling(); at != nil; at = at.PreviousSibling() {
		number++
	}
	return itoa(number) + "."
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + max(n, 0)))
	}
	return itoa(n/10) + itoa(n%10)
}

// inline adds the words below a node.
func inline(p *Paragraph, n ast.Node, style Style, source []byte) {
	for kid := n.FirstChild(); kid != nil; kid = kid.NextSibling() {
		switch kid := kid.(type) {
		case *ast.Text:
			p.add(string(kid.Segment.Value(source)), style)
			if kid.SoftLineBreak() || kid.HardLineBreak() {
				p.add(" ", style)
			}
		case *ast.String:
			p.add(string(kid.Value), style)
		case *ast.CodeSpan:
			inline(p, kid, Code, source)
		case *ast.Emphasis:
			inline(p, kid, Emphasis, source)
		default:
			inline(p, kid, style, source)
		}
	}
}

// add appends words in a style; runs of blanks become one.
func (p *Paragraph) add(words string, style Style) {
	var b strings.Builder
	blank := len(p.Spans) > 0 && strings.HasSuffix(p.Spans[len(p.Spans)-1].Text, " ")
	for _, r := range words {
		if unicode.IsSpace(r) {
			if !blank {
				b.WriteByte(' ')
			}
			blank = true
			continue
		}
		blank = false
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return
	}
	if n := len(p.Spans); n > 0 && p.Spans[n-1].Style == style {
		p.Spans[n-1].Text += b.String()
		return
	}
	p.Spans = append(p.Spans, Span{b.String(), style})
}

// trimmed is the paragraph without blanks at its ends.
func (p Paragraph) trimmed() Paragraph {
	if n := len(p.Spans); n > 0 {
		p.Spans[0].Text = strings.TrimLeft(p.Spans[0].Text, " ")
		p.Spans[n-1].Text = strings.TrimRight(p.Spans[n-1].Text, " ")
	}
	return p
}

package chart

import "strings"

// A Heading is what stands in the upper edge of a pane's frame:
//
//	╭ raster ─ 22.1 Hz · by place · 3 s old ─ m 1/3 ╮
type Heading struct {
	Name     string
	Headline string // parts with " · " between them, the most important first
	Parts    int    // of the headline that go before the corner; 0: one
	Brief    string // the same in fewer words, for where so many parts have no room; "": there is none
	Old      string // the age of the headline, grey
	Corner   string // at the right end
	Focused  bool
}

// Box is Frame for a heading of a name and a headline.
func Box(b *Buffer, r Rect, title, headline string, focused bool) {
	Frame(b, r, Heading{Name: title, Headline: headline, Focused: focused})
}

// Frame draws the frame of a pane around the inside of r. A part of the headline
// is there whole or not at all. Where there is too little room the age goes first,
// then the last parts, then the corner, then words (Brief); only the name is ever cut. A frame of one row
// is its upper edge, without corners.
func Frame(b *Buffer, r Rect, t Heading) {
	if r.Empty() {
		return
	}
	defer b.Unclip(b.Clip(r))
	edge, name := Border, Title
	if t.Focused {
		edge, name = Focus, Focus
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	for _, y := range [2]int{r.Y, bottom} {
		b.Fill(Rect{r.X, y, r.W, 1}, Cell{'─', edge})
	}
	if r.H > 1 {
		for _, x := range [2]int{r.X, right} {
			b.Fill(Rect{x, r.Y, 1, r.H}, Cell{'│', edge})
		}
		b.Set(r.X, r.Y, '╭', edge)
		b.Set(right, r.Y, '╮', edge)
		b.Set(r.X, bottom, '╰', edge)
		b.Set(right, bottom, '╯', edge)
	}

	end := right - 1 // the last column of the edge stays a line
	if r.H == 1 {
		end = right
	}
	x := r.X + 1
	if t.Name == "" || end-x < 3 {
		return
	}
	x = b.Text(x, r.Y, end, " ", name)
	x = b.Cut(x, r.Y, end-1, t.Name, name)
	x = b.Text(x, r.Y, end, " ", name)
	const around = 3 // "─ " before a headline, and the blank after it
	corner := b.Width(t.Corner)
	if corner > 0 {
		corner += 3 // a blank on each side, and at least a line before it
	}
	want := max(1, t.Parts)
	head := b.Whole(t.Headline, end-x-around-corner)
	if parts(head) < want && corner > 0 {
		if all := b.Whole(t.Headline, end-x-around); parts(all) > parts(head) || end-x < corner {
			head, corner = all, 0
		}
	}
	if brief := b.Whole(t.Brief, end-x-around); parts(head) < want && parts(brief) > parts(head) {
		head, corner = brief, 0
	}
	if head != "" {
		x = b.Text(x, r.Y, end, "─", edge)
		x = b.Text(x, r.Y, end, " ", Plain)
		x = b.Text(x, r.Y, end, head, Plain)
		if t.Old != "" && len(head) == len(t.Headline) && b.Width(separator)+b.Width(t.Old) <= end-x-1-corner {
			x = b.Text(x, r.Y, end, separator, Dim)
			x = b.Text(x, r.Y, end, t.Old, Dim)
		}
		b.Text(x, r.Y, end, " ", Plain)
	}
	if corner > 0 {
		x = end - corner + 1
		x = b.Text(x, r.Y, end, " ", name)
		x = b.Text(x, r.Y, end, t.Corner, name)
		b.Text(x, r.Y, end, " ", name)
	}
}

// separator stands between the parts of a headline.
const separator = " · "

// parts is how many parts a headline has.
func parts(headline string) int {
	if headline == "" {
		return 0
	}
	return 1 + strings.Count(headline, separator)
}

// Whole is as many parts of a headline as go into so many columns, "" for none.
func (b *Buffer) Whole(headline string, columns int) string {
	for b.Width(headline) > columns {
		at := strings.LastIndex(headline, separator)
		if at < 0 {
			return ""
		}
		headline = headline[:at]
	}
	return headline
}

// Cut writes s from (x, y) up to the column limit; what does not fit is
// replaced by an ellipsis. It returns the column after it.
func (b *Buffer) Cut(x, y, limit int, s string, role Role) int {
	if b.Width(s) <= limit-x {
		return b.Text(x, y, limit, s, role)
	}
	dots := b.Width("…")
	if limit-x <= dots {
		return b.Text(x, y, limit, s, role)
	}
	x = b.Text(x, y, limit-dots, s[:b.Fit(s, limit-dots-x)], role)
	return b.Text(x, y, limit, "…", role)
}

package chart

// Box draws the frame of a pane around the inside of r, with its title and
// headline in the upper edge:
//
//	╭ raster ─ 22.1 Hz ────╮
//
// Where there is too little room the headline is cut, then left out, then the
// title is cut.
func Box(b *Buffer, r Rect, title, headline string, focused bool) {
	if r.Empty() {
		return
	}
	defer b.Unclip(b.Clip(r))
	edge, name := Border, Title
	if focused {
		edge, name = Focus, Focus
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	for x := r.X; x <= right; x++ {
		b.Set(x, r.Y, '─', edge)
		b.Set(x, bottom, '─', edge)
	}
	for y := r.Y; y <= bottom; y++ {
		b.Set(r.X, y, '│', edge)
		b.Set(right, y, '│', edge)
	}
	b.Set(r.X, r.Y, '╭', edge)
	b.Set(right, r.Y, '╮', edge)
	b.Set(r.X, bottom, '╰', edge)
	b.Set(right, bottom, '╯', edge)

	end := right - 1 // the last column of the edge stays a line
	x := r.X + 1
	if title == "" || end-x < 3 {
		return
	}
	x = b.Text(x, r.Y, end, " ", name)
	x = b.Cut(x, r.Y, end-1, title, name)
	x = b.Text(x, r.Y, end, " ", name)
	const least = 6 // a headline shorter than this says nothing
	if headline == "" || end-x-3 < min(least, b.Width(headline)) {
		return
	}
	x = b.Text(x, r.Y, end, "─", edge)
	x = b.Text(x, r.Y, end, " ", Plain)
	x = b.Cut(x, r.Y, end-1, headline, Plain)
	b.Text(x, r.Y, end, " ", Plain)
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
	x = b.Text(x, y, limit-dots, s, role)
	return b.Text(x, y, limit, "…", role)
}

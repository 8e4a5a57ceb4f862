package chart

import (
	"slices"
	"testing"
)

func TestLedger(t *testing.T) {
	row := Rect{W: 20, H: 3}
	for name, c := range map[string]struct {
		draw func(b *Buffer)
		want []string
	}{
		"nothing wrong": {func(b *Buffer) {
			Box(b, row, "title", "1.5", true)
			b.Dot(row.Inset(1), 20, 0, Plain)
			b.Text(1, 1, 19, "label", Plain)
			w := b.Write(row.Inset(1), 0)
			w.Skip(6).Int(12, Plain)
		}, nil},
		"cut": {func(b *Buffer) { b.Text(0, 0, 3, "label", Plain) }, []string{`3, 0: "label": cut without a mark`}},
		"a number cut": {func(b *Buffer) {
			w := b.Write(Rect{W: 3, H: 1}, 0)
			w.Fixed(1.25, 2, Plain)
		}, []string{`3, 0: "5": cut without a mark`}},
		"no such row": {func(b *Buffer) {
			w := b.Write(row, 3)
			w.Text("label", Plain).Int(3, Plain)
		}, nil},
		"cut and said": {func(b *Buffer) { b.Cut(0, 0, 3, "label", Plain) }, nil},
		"clipped": {func(b *Buffer) {
			b.Clip(row.Cols(0, 3))
			b.Text(0, 0, 20, "label", Plain)
		}, []string{`3, 0: "label": outside its place`}},
		"on text": {func(b *Buffer) {
			b.Text(0, 0, 20, "label", Plain)
			b.Text(4, 0, 20, "other", Dim)
		}, []string{`4, 0: "other": on the text with 'l'`}},
		"a number on text": {func(b *Buffer) {
			b.Text(0, 0, 20, "label", Plain)
			w := b.Write(row, 0)
			w.Int(3, Plain)
		}, []string{`0, 0: "3": on the text with 'l'`}},
		"on data": {func(b *Buffer) {
			b.Dot(row, 6, 0, Plain)
			b.Text(0, 0, 20, "label", Plain)
		}, []string{`3, 0: "label": on the data '⠁'`}},
		"data on text": {func(b *Buffer) {
			b.Text(0, 0, 20, "label", Plain)
			b.Dot(row, 6, 0, Plain)
		}, []string{`3, 0: '⠁' lies on the text with 'e'`}},
		"blanks lie on nothing": {func(b *Buffer) {
			b.Dot(row, 2, 0, Plain)
			b.Text(2, 0, 20, "a b", Plain)
			b.Dot(row, 6, 0, Plain)
		}, nil},
	} {
		b := &Buffer{Ledger: new(Ledger)}
		b.Resize(20, 3)
		c.draw(b)
		if got := b.Ledger.Slips(b); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if again := b.Ledger.Slips(b); len(again) > 0 {
			t.Errorf("%s: again %q", name, again)
		}
	}
}

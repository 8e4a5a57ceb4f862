package chart

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// fenced returns a buffer whose every cell is marked, to find out what was drawn on.
func fenced(w, h int) *Buffer {
	b := new(Buffer)
	b.Resize(w, h)
	b.Fill(Rect{0, 0, w, h}, Cell{'#', NRoles - 1})
	return b
}

// outside fails the test if a cell outside r was drawn on.
func outside(t *testing.T, b *Buffer, r Rect, what string) {
	t.Helper()
	for y := range b.H {
		for x := range b.W {
			if c := b.At(x, y); c != (Cell{'#', NRoles - 1}) && !r.Contains(x, y) {
				t.Fatalf("%s drew %q at (%d, %d), outside %v", what, c.Rune, x, y, r)
			}
		}
	}
}

func TestClip(t *testing.T) {
	b := fenced(20, 10)
	old := b.Clip(Rect{2, 2, 10, 5})
	inner := b.Clip(Rect{5, 0, 30, 4})
	b.Fill(Rect{-5, -5, 50, 50}, Cell{'x', Plain})
	outside(t, b, Rect{5, 2, 7, 2}, "a clip within a clip")
	if b.At(5, 2).Rune != 'x' || b.At(11, 3).Rune != 'x' {
		t.Error("the corners of the clip were not drawn")
	}
	b.Unclip(inner)
	b.Set(2, 6, 'y', Plain)
	b.Set(2, 7, 'y', Plain)
	if b.At(2, 6).Rune != 'y' || b.At(2, 7).Rune == 'y' {
		t.Error("Unclip did not bring back the outer clip")
	}
	b.Unclip(old)
	b.Set(19, 9, 'z', Plain)
	if b.At(19, 9).Rune != 'z' {
		t.Error("Unclip did not end the clip")
	}
}

func TestResizeReusesAndBlanks(t *testing.T) {
	b := fenced(30, 10)
	first := &b.Cells[0]
	b.Clip(Rect{})
	b.Resize(10, 5)
	if &b.Cells[0] != first {
		t.Error("a smaller buffer was allocated anew")
	}
	b.Set(9, 4, 'x', Plain)
	if b.At(9, 4).Rune != 'x' || b.At(0, 0) != (Cell{}) {
		t.Error("Resize did not blank the buffer, or kept its clip")
	}
	b.Resize(-3, 7)
	if b.W != 0 || b.String(NewPalette(NoColor, Theme{})) != strings.Repeat("\n", 6) {
		t.Errorf("a negative width: %d×%d", b.W, b.H)
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want, ascii string }{
		{"τ_m ± 2", "τ_m ± 2", "tau_m +- 2"},
		{"(1−g_eff²)²", "(1−g_eff²)²", "(1-g_eff^2)^2"},
		{"τ_m v̇ = √x", "τ_m v' = √x", "tau_m v' = sqrt x"},
		{"a\tb\x1b[31m", "ab[31m", "ab[31m"},
		{"漢字", "??", "??"},
		{"█●╭", "█●╭", "#@+"},
	} {
		for _, ascii := range []bool{false, true} {
			b := &Buffer{ASCII: ascii}
			b.Resize(40, 1)
			want := c.want
			if ascii {
				want = c.ascii
			}
			end := b.Text(0, 0, 40, c.in, Plain)
			if got := b.Dump(); got != want {
				t.Errorf("Text(%q), ASCII %v: %q, want %q", c.in, ascii, got, want)
			}
			if w := b.Width(c.in); w != end {
				t.Errorf("Width(%q), ASCII %v: %d, but Text took %d columns", c.in, ascii, w, end)
			}
		}
	}
}

// Whatever is in the cells, ASCII mode writes ASCII.
func TestASCIIOnly(t *testing.T) {
	b := &Buffer{ASCII: true}
	b.Resize(512, 1)
	for from := rune(0); from < 0x30000; from += 512 {
		for x := range 512 {
			b.Set(x, 0, from+rune(x), Plain)
		}
		for i, c := range []byte(b.String(NewPalette(NoColor, Theme{}))) {
			if c > 126 || c < ' ' {
				t.Fatalf("byte %#x for cell %U", c, from+rune(i))
			}
		}
	}
}

func TestTextStaysInRange(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab τ±λ…²漢\u0307\t√●█")
	for range 2000 {
		b := fenced(30, 5)
		b.ASCII = rng.IntN(2) == 0
		s := make([]rune, rng.IntN(20))
		for i := range s {
			s[i] = letters[rng.IntN(len(letters))]
		}
		x, limit := rng.IntN(40)-5, rng.IntN(40)-5
		r := Rect{x, 2, max(0, limit-x), 1}
		b.Text(x, 2, limit, string(s), Plain)
		outside(t, b, r, "Text")
		b.Cut(x, 2, limit, string(s), Plain)
		outside(t, b, r, "Cut")
		r = Rect{rng.IntN(40) - 5, rng.IntN(8) - 2, rng.IntN(20) - 3, rng.IntN(6) - 2}
		b = fenced(30, 5)
		if rows := b.Wrap(r, string(s), Plain); rows > max(0, r.H) {
			t.Fatalf("Wrap took %d of %d rows", rows, r.H)
		}
		outside(t, b, r, "Wrap")
	}
}

func TestWrap(t *testing.T) {
	b := new(Buffer)
	b.Resize(12, 4)
	rows := b.Wrap(Rect{0, 0, 12, 4}, "the spectrum comes after the first analysis", Plain)
	const want = "the spectrum\ncomes after\nthe first\nanalysis"
	if got := b.Dump(); got != want || rows != 4 {
		t.Errorf("%d rows:\n%s\nwant:\n%s", rows, got, want)
	}
	b.Resize(12, 2)
	b.Wrap(Rect{0, 0, 12, 2}, "the spectrum comes after the first analysis", Plain)
	if got, want := b.Dump(), "the spectrum\ncomes after…"; got != want {
		t.Errorf("cut:\n%s\nwant:\n%s", got, want)
	}
}

func TestBox(t *testing.T) {
	for _, c := range []struct {
		w     int
		ascii bool
		want  string
	}{
		{40, false, "╭ raster ─ LIF 22.1 Hz · QIF 9.0 Hz ───╮"},
		{38, false, "╭ raster ─ LIF 22.1 Hz · QIF 9.0 Hz ─╮"},
		{30, false, "╭ raster ─ LIF 22.1 Hz ──────╮"},
		{20, false, "╭ raster ──────────╮"},
		{17, false, "╭ raster ───────╮"},
		{9, false, "╭ ras… ─╮"},
		{6, false, "╭ r ─╮"},
		{3, false, "╭─╮"},
		{2, false, "╭╮"},
		{40, true, "+ raster - LIF 22.1 Hz . QIF 9.0 Hz ---+"},
	} {
		b := &Buffer{ASCII: c.ascii}
		b.Resize(c.w, 3)
		Box(b, Rect{0, 0, c.w, 3}, "raster", "LIF 22.1 Hz · QIF 9.0 Hz", false)
		if got, _, _ := strings.Cut(b.Dump(), "\n"); got != c.want {
			t.Errorf("width %d: %q, want %q", c.w, got, c.want)
		}
	}
	for w := -2; w < 12; w++ {
		for h := -2; h < 5; h++ {
			b := fenced(20, 8)
			r := Rect{3, 2, w, h}
			Box(b, r, "raster", "22.1 Hz", true)
			outside(t, b, r, "Box")
		}
	}
}

// A heading loses its age first, then the last parts of the headline, then the
// corner; no part is cut.
func TestFrameHeading(t *testing.T) {
	h := Heading{Name: "dim", Headline: "PR/N 0.34 · theory 0.39", Old: "3.0 s old", Corner: "m 1/3"}
	for w := 3; w < 80; w++ {
		b := &Buffer{}
		b.Resize(w, 3)
		Frame(b, Rect{0, 0, w, 3}, h)
		line, _, _ := strings.Cut(b.Dump(), "\n")
		age, theory, number, corner := strings.Contains(line, " · 3.0 s old "), strings.Contains(line, " · theory 0.39 "), strings.Contains(line, "─ PR/N 0.34 "), strings.Contains(line, " m 1/3 ─╮")
		want := [4]bool{w >= 54, w >= 42, w >= 20, w >= 28 || w >= 16 && w < 20}
		if got := [4]bool{age, theory, number, corner}; got != want {
			t.Errorf("width %d: age, theory, number, corner are %v, want %v: %q", w, got, want, line)
		}
		left := strings.NewReplacer(" · 3.0 s old ", "", " · theory 0.39", "", "─ PR/N 0.34", "", "m 1/3", "", "dim", "").Replace(line)
		if w > 9 && strings.Trim(left, " ─╭╮") != "" {
			t.Errorf("width %d: %q is cut", w, line)
		}
	}
}

package chart

import (
	"strconv"
	"testing"
)

func TestInternedTextsAreBounded(t *testing.T) {
	kept := Join("max|λ| ", "1.66")
	for k := range 3 * internMost {
		if s := Fixed(float64(k), 0); s != strconv.Itoa(k) {
			t.Fatalf("%d reads %q", k, s)
		}
	}
	if n := len(interned.texts); n > internMost {
		t.Errorf("%d texts are held", n)
	}
	if kept != "max|λ| 1.66" || Join() != "" {
		t.Errorf("joined: %q, %q", kept, Join())
	}
	say := func() {
		Join("g_eff ", Fixed(0.61, 2), " · t ", Span(30_000), PM(0.342, 0.031, 2), Z(51), Effect(0.003))
	}
	say()
	if n := testing.AllocsPerRun(10, say); n > 0 {
		t.Errorf("said again: %v allocations", n)
	}
}

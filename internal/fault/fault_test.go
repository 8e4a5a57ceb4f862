package fault

import (
	"errors"
	"strings"
	"testing"
)

func TestCaught(t *testing.T) {
	if p := Caught(func() {}); p != nil {
		t.Errorf("no panic: %v", p)
	}
	inner := Caught(func() { panic("boom") })
	if inner == nil || inner.Error() != "internal error: boom" || !strings.Contains(string(inner.Stack), "fault_test.go") {
		t.Fatalf("%v", inner)
	}
	if again := Caught(func() { panic(inner) }); again != inner {
		t.Errorf("raised again: %v", again)
	}
	var p *Panic
	if err := error(inner); !errors.As(err, &p) || p.Value != "boom" {
		t.Error("not found as an error")
	}
}

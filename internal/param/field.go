package param

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Scale says how a nudge moves a number.
type Scale int

const (
	Linear Scale = iota // by Step
	Ladder              // along 1, 2, 5, 10, 20, 50, …
)

// Real is a float64 between Lo and Hi.
type Real[S any] struct {
	At     func(*S) *float64
	Def    float64
	Lo, Hi float64
	Step   float64 // of a linear nudge
	Scale  Scale
}

func (Real[S]) Kind() string { return "real" }
func (f Real[S]) Range() string {
	return fmt.Sprintf("a number from %s to %s", number(f.Lo), number(f.Hi))
}
func (f Real[S]) Format(s *S) string { return number(*f.At(s)) }
func (f Real[S]) TOML(s *S) string   { return number(*f.At(s)) }
func (f Real[S]) Reset(s *S)         { *f.At(s) = f.Def }
func (f Real[S]) Parse(s *S, text string) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return errors.New("not a number")
	case err != nil || !(v >= f.Lo && v <= f.Hi): // also refuses NaN
		return errors.New("out of range")
	}
	*f.At(s) = v + 0 // −0 becomes 0, so that its text is the same
	return nil
}
func (f Real[S]) Nudge(s *S, dir int) bool {
	p := f.At(s)
	v := nudge(*p, dir, f.Step, f.Scale)
	v = min(max(v, f.Lo), f.Hi)
	moved := v != *p
	*p = v
	return moved
}

// Int is an int between Lo and Hi.
type Int[S any] struct {
	At     func(*S) *int
	Def    int
	Lo, Hi int
	Step   int
	Scale  Scale
}

func (Int[S]) Kind() string { return "integer" }
func (f Int[S]) Range() string {
	if f.Hi == math.MaxInt {
		return fmt.Sprintf("an integer from %d", f.Lo)
	}
	return fmt.Sprintf("an integer from %d to %d", f.Lo, f.Hi)
}
func (f Int[S]) Format(s *S) string { return strconv.Itoa(*f.At(s)) }
func (f Int[S]) TOML(s *S) string   { return strconv.Itoa(*f.At(s)) }
func (f Int[S]) Reset(s *S)         { *f.At(s) = f.Def }
func (f Int[S]) Parse(s *S, text string) error {
	v, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return errors.New("not an integer")
	case err != nil || v < f.Lo || v > f.Hi:
		return errors.New("out of range")
	}
	*f.At(s) = v
	return nil
}
func (f Int[S]) Nudge(s *S, dir int) bool {
	p := f.At(s)
	v := *p + dir*f.Step
	if f.Scale == Ladder {
		v = int(nudge(float64(*p), dir, 0, Ladder))
	}
	v = min(max(v, f.Lo), f.Hi)
	moved := v != *p
	*p = v
	return moved
}

// Switch is on or off.
type Switch[S any] struct {
	At  func(*S) *bool
	Def bool
}

func (Switch[S]) Kind() string         { return "switch" }
func (Switch[S]) Range() string        { return "true or false" }
func (f Switch[S]) Format(s *S) string { return strconv.FormatBool(*f.At(s)) }
func (f Switch[S]) TOML(s *S) string   { return strconv.FormatBool(*f.At(s)) }
func (f Switch[S]) Reset(s *S)         { *f.At(s) = f.Def }
func (f Switch[S]) Parse(s *S, text string) error {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "on", "1", "yes":
		*f.At(s) = true
	case "false", "off", "0", "no":
		*f.At(s) = false
	default:
		return errors.New("not a switch")
	}
	return nil
}
func (f Switch[S]) Nudge(s *S, dir int) bool { *f.At(s) = !*f.At(s); return true }

// Choice is one of a few words, kept as a string type.
type Choice[S any, T ~string] struct {
	At  func(*S) *T
	Def T
	Of  []T
}

func (Choice[S, T]) Kind() string { return "choice" }
func (f Choice[S, T]) Range() string {
	words := make([]string, len(f.Of))
	for i, w := range f.Of {
		words[i] = string(w)
	}
	return "one of " + strings.Join(words, ", ")
}
func (f Choice[S, T]) Format(s *S) string { return string(*f.At(s)) }
func (f Choice[S, T]) TOML(s *S) string   { return strconv.Quote(string(*f.At(s))) }
func (f Choice[S, T]) Reset(s *S)         { *f.At(s) = f.Def }
func (f Choice[S, T]) Parse(s *S, text string) error {
	text = strings.TrimSpace(text)
	for _, w := range f.Of {
		if string(w) == text {
			*f.At(s) = w
			return nil
		}
	}
	return errors.New("unknown")
}
func (f Choice[S, T]) Nudge(s *S, dir int) bool {
	p := f.At(s)
	for i, w := range f.Of {
		if w == *p {
			*p = f.Of[((i+dir)%len(f.Of)+len(f.Of))%len(f.Of)]
			return len(f.Of) > 1
		}
	}
	*p = f.Def
	return true
}

// number is the shortest text that reads back to the same float64.
func number(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-4 || a >= 1e15) {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func nudge(v float64, dir int, step float64, scale Scale) float64 {
	if scale == Linear {
		// 1.1 + 0.1 is to read 1.2: back to nine decimals.
		return math.Round((v+float64(float64(dir)*step))*1e9) / 1e9
	}
	if v <= 0 {
		return v
	}
	_, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', -1, 64), "e")
	rungs := []string{".1", ".2", ".5", "1", "2", "5", "10", "20"}
	at := func(r string) float64 {
		x, _ := strconv.ParseFloat(r+"e"+exponent, 64)
		return x
	}
	if dir > 0 {
		for _, r := range rungs {
			if x := at(r); x > v {
				return x
			}
		}
	}
	for i := len(rungs) - 1; i >= 0; i-- {
		if x := at(rungs[i]); x < v {
			return x
		}
	}
	return v
}

// Text is a line of text, such as a path.
type Text[S any] struct {
	At   func(*S) *string
	What string // "a path"
}

// longestText is how long a text may be, in bytes: a path of Linux.
const longestText = 4096

func (Text[S]) Kind() string         { return "text" }
func (f Text[S]) Range() string      { return f.What }
func (f Text[S]) Format(s *S) string { return *f.At(s) }
func (f Text[S]) TOML(s *S) string   { return Quote(*f.At(s)) }
func (f Text[S]) Reset(s *S)         { *f.At(s) = "" }
func (f Text[S]) Parse(s *S, text string) error {
	switch {
	case len(text) > longestText:
		return errors.New("too long")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return errors.New("not a line of text")
	}
	*f.At(s) = text
	return nil
}

// Nudge moves nothing: a text has no next one.
func (f Text[S]) Nudge(*S, int) bool { return false }

// Quote writes s as a basic string of TOML.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

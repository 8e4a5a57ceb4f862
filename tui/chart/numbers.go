package chart

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// NA is how a number that is not there is written: one that is not defined, or
// not finite. The reason stands beside it.
const NA = "–"

// The functions that return a string intern it (Intern); the ones that append
// are for texts of several numbers, which are then interned as a whole.

// Fixed writes v with prec decimals; what is not finite is NA. Beyond a million it goes over
// to 1.2e+07, so that a column stays a column.
func Fixed(v float64, prec int) string {
	var a [scratch]byte
	return Intern(appendFixed(a[:0], v, prec, false))
}

// AppendFixed appends what Fixed returns.
func AppendFixed(dst []byte, v float64, prec int) []byte { return appendFixed(dst, v, prec, false) }

// Signed is Fixed with a sign in front: +0.36.
func Signed(v float64, prec int) string {
	var a [scratch]byte
	return Intern(appendFixed(a[:0], v, prec, true))
}

func appendFixed(dst []byte, v float64, prec int, sign bool) []byte {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return append(dst, NA...)
	}
	at := len(dst)
	if math.Abs(v) >= 1e6 {
		dst = strconv.AppendFloat(dst, v, 'e', 1, 64)
	} else {
		dst = strconv.AppendFloat(dst, v, 'f', max(0, prec), 64)
	}
	if dst[at] == '-' && strings.Trim(string(dst[at+1:]), "0.") == "" {
		dst = append(dst[:at], dst[at+1:]...) // −0.00 is 0.00
		return dst
	}
	if sign && dst[at] != '-' && strings.Trim(string(dst[at:]), "0.") != "" {
		dst = append(dst, 0)
		copy(dst[at+1:], dst[at:])
		dst[at] = '+'
	}
	return dst
}

// Effect writes a small effect with a sign and two significant digits, at most
// three decimals: +0.36, +0.003.
func Effect(v float64) string {
	if math.Abs(v) < 0.0995 {
		return Signed(v, 3)
	}
	return Signed(v, 2)
}

// PM writes a value with its standard error, as many decimals as the error
// needs for one digit, at most prec: 0.34 ± 0.03. Without an error it is the value.
func PM(v, se float64, prec int) string {
	var a [scratch]byte
	return Intern(AppendPM(a[:0], v, se, prec))
}

// AppendPM appends what PM returns.
func AppendPM(dst []byte, v, se float64, prec int) []byte {
	dst = appendFixed(dst, v, prec, false)
	if math.IsNaN(v) || math.IsNaN(se) || math.IsInf(se, 0) {
		return dst
	}
	return appendFixed(append(dst, " ± "...), se, prec, false)
}

// Z writes a z score with its sign: +50, -1.2. From 10 on without decimals.
func Z(v float64) string {
	if math.Abs(v) >= 9.95 {
		return Signed(v, 0)
	}
	return Signed(v, 1)
}

// P writes a p value: 0.01, <0.001.
func P(v float64) string {
	if v < 0.001 {
		return "<0.001"
	}
	if v < 0.01 {
		return Fixed(v, 3)
	}
	return Fixed(v, 2)
}

// Span writes a time in ms as people say it: 0.5 ms, 340 ms, 12.3 s, 4 min 05 s, 2 h 03 min.
func Span(ms float64) string {
	var a [scratch]byte
	return Intern(AppendSpan(a[:0], ms))
}

// AppendSpan appends what Span returns.
func AppendSpan(dst []byte, ms float64) []byte {
	if math.IsNaN(ms) || math.IsInf(ms, 0) || math.Abs(ms) > 1e12 {
		return append(AppendFixed(dst, ms/1000, 0), " s"...)
	}
	switch a := math.Abs(ms); {
	case a == 0:
		return append(dst, "0 s"...)
	case a < 9.95:
		return append(AppendFixed(dst, ms, 1), " ms"...)
	case a < 999.5:
		return append(AppendFixed(dst, ms, 0), " ms"...)
	case a < 99_950:
		return append(AppendFixed(dst, ms/1000, 1), " s"...)
	}
	d := time.Duration(ms * float64(time.Millisecond)).Round(time.Second)
	if d < 0 {
		dst, d = append(dst, '-'), -d
	}
	s := int64(d / time.Second)
	if s < 3600 {
		dst = append(strconv.AppendInt(dst, s/60, 10), " min "...)
		return append(appendTwo(dst, s%60), " s"...)
	}
	dst = append(strconv.AppendInt(dst, s/3600, 10), " h "...)
	return append(appendTwo(dst, s/60%60), " min"...)
}

// appendTwo appends two digits.
func appendTwo(dst []byte, n int64) []byte { return append(dst, '0'+byte(n/10%10), '0'+byte(n%10)) }

package toml

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

var (
	decimal = regexp.MustCompile(`^[+-]?(0|[1-9](_?[0-9])*)$`)
	based   = regexp.MustCompile(`^0(x[0-9A-Fa-f](_?[0-9A-Fa-f])*|o[0-7](_?[0-7])*|b[01](_?[01])*)$`)
	float   = regexp.MustCompile(`^[+-]?((0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|inf)$`)
	dated   = regexp.MustCompile(`^([0-9]{4}-[0-9]|[0-9]{2}:[0-9])`)
)

// word reads a number or a switch.
func (r *reader) word() (Kind, string, error) {
	n := 0
	for n < len(r.rest) && n <= maxKey {
		if m := bare(r.rest[n:]); m > 0 {
			n += m
		} else if strings.IndexByte("+.:", r.rest[n]) >= 0 {
			n++
		} else {
			break
		}
	}
	word := r.rest[:n]
	if n == 0 || n > maxKey {
		return "", "", r.errorf("%s where a value must stand", r.next())
	}
	digits := strings.ReplaceAll(word, "_", "")
	var err error
	what, spelt := Kind(""), ""
	switch {
	case word == "true" || word == "false":
		what, spelt = Switch, word
	case decimal.MatchString(word) || based.MatchString(word):
		base := 10
		if based.MatchString(word) {
			base = 0
		}
		var v int64
		v, err = strconv.ParseInt(digits, base, 64)
		what, spelt = Integer, strconv.FormatInt(v, 10)
	case word == "nan" || word == "+nan" || word == "-nan": // without a sign in Go
		what, spelt = Real, "NaN"
	case float.MatchString(word):
		var v float64
		v, err = strconv.ParseFloat(digits, 64)
		what, spelt = Real, strconv.FormatFloat(v, 'g', -1, 64)
	case dated.MatchString(word):
		what, spelt = Date, word
	default:
		return "", "", r.errorf("%s is no value; a word must stand in quotes", r.next())
	}
	if errors.Is(err, strconv.ErrRange) {
		return "", "", r.errorf("%s is out of range", r.next())
	}
	r.rest = r.rest[n:]
	return what, spelt, nil
}

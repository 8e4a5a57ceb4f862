package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from outside fit for a terminal and a line: at most limit
// characters (runes), the last one "…" where s is longer. A space or an end of a
// line, of whatever kind, becomes a space. What controls the terminal, turns the
// direction of writing, or is not seen becomes "?": control characters (C0, DEL,
// C1), format characters (bidi, joiners, marks of width zero), bytes that are no
// UTF-8, characters that Unicode does not know. Letters, combining marks, signs
// and symbols stay.
func Clean(s string, limit int) string {
	if limit <= 0 {
		return ""
	}
	var out strings.Builder
	for n := 0; len(s) > 0; n++ {
		r, size := utf8.DecodeRuneInString(s)
		if n == limit-1 && len(s) > size {
			r = '…'
			size = len(s)
		}
		switch {
		case r == utf8.RuneError && size == 1:
			r = '?'
		case unicode.IsSpace(r) || unicode.In(r, unicode.Z):
			r = ' '
		case !unicode.IsPrint(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			r = '?'
		}
		out.WriteRune(r)
		s = s[size:]
	}
	return out.String()
}

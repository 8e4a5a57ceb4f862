package toml

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// string reads a string that begins with q.
func (r *reader) string(q byte) (string, error) {
	if long := strings.Repeat(string(q), 3); strings.HasPrefix(r.rest, long) {
		return r.long(long)
	}
	return r.quoted()
}

// quoted reads "…" or '…' on one line.
func (r *reader) quoted() (string, error) {
	q := r.rest[0]
	for k := 1; k < len(r.rest) && r.rest[k] != '\n'; k++ {
		switch {
		case strings.HasPrefix(r.rest[k:], "\\\n") && q == '"':
			return "", r.errorf("a string without its closing %c", q)
		case r.rest[k] == '\\' && q == '"':
			k++
		case r.rest[k] == q:
			body := r.rest[1:k]
			if err := r.checkText(body); err != nil {
				return "", err
			}
			if q == '"' {
				var err error
				if body, err = r.unescape(body); err != nil {
					return "", err
				}
			}
			r.rest = r.rest[k+1:]
			return body, nil
		}
	}
	return "", r.errorf("a string without its closing %c", q)
}

// long reads a string between three quotes, over several lines.
func (r *reader) long(q string) (string, error) {
	start := len(q)
	end := -1
	for k := start; k < len(r.rest); k++ {
		if r.rest[k] == '\\' && q[0] == '"' {
			k++
		} else if strings.HasPrefix(r.rest[k:], q) {
			end = k
			break
		}
	}
	if end < 0 {
		return "", r.errorf("a string without its closing %s", q)
	}
	for n := 0; n < 2 && end+len(q) < len(r.rest) && r.rest[end+len(q)] == q[0]; n++ {
		end++ // up to two quotes may stand before the closing ones
	}
	body := strings.ReplaceAll(r.rest[start:end], "\r\n", "\n")
	if err := r.checkText(body); err != nil {
		return "", err
	}
	lines := strings.Count(body, "\n")
	body = strings.TrimPrefix(body, "\n")
	if q[0] == '"' {
		var err error
		if body, err = r.unescape(body); err != nil {
			return "", err
		}
	}
	r.rest, r.line = r.rest[end+len(q):], r.line+lines
	return body, nil
}

// checkText refuses what no string of a file may hold.
func (r *reader) checkText(body string) error {
	if len(body) > maxString {
		return r.errorf("a string of %d bytes; must have at most %d", len(body), maxString)
	}
	for _, c := range body {
		if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			return r.errorf("a string with the control character U+%04X", c)
		}
	}
	return nil
}

var escapes = map[byte]string{'b': "\b", 't': "\t", 'n': "\n", 'f': "\f", 'r': "\r", 'e': "\x1b", '"': `"`, '\\': `\`}

// folded is a backslash at the end of a line: it hides what is blank after it.
var folded = regexp.MustCompile(`^\\[ \t]*\n[ \t\n]*`)

// unescape replaces what stands after backslashes.
func (r *reader) unescape(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for {
		k := strings.IndexByte(s, '\\')
		if k < 0 {
			b.WriteString(s)
			return b.String(), nil
		}
		b.WriteString(s[:k])
		s = s[k:]
		if fold := folded.FindString(s); fold != "" {
			s = s[len(fold):]
			continue
		}
		if plain, ok := escapes[s[1]]; ok {
			b.WriteString(plain)
			s = s[2:]
			continue
		}
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[1]]
		code, err := strconv.ParseUint(s[2:min(len(s), 2+digits)], 16, 32)
		if digits == 0 || len(s) < 2+digits || err != nil || !utf8.ValidRune(rune(code)) {
			return "", r.errorf("the escape %s is none", strconv.Quote(strings.ToValidUTF8(s[:min(len(s), 2+digits)], "?")))
		}
		b.WriteRune(rune(code))
		s = s[2+digits:]
	}
}

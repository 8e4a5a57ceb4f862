// Package toml reads TOML in one pass, within bounds, and tells of every entry with
// its line. Dates are recognised and not read.
package toml

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds on what a file may hold.
const (
	maxDepth  = 8       // parts of a key, tables within tables
	maxKey    = 200     // bytes of a part
	maxString = 1 << 16 // bytes
	maxWords  = 1000    // in an array
)

// Kind is what stands behind a key, in the words of an error.
type Kind string

const (
	Table   Kind = "a table" // a header, or braces
	Element Kind = "a table of an array"
	Text    Kind = "a word"
	Integer Kind = "an integer"
	Real    Kind = "a number"
	Switch  Kind = "true or false"
	Date    Kind = "a date"
	Words   Kind = "a list of words"
	Array   Kind = "an array"
)

// Entry is one key of a file with its value. The entry of a table comes before
// those in the table.
type Entry struct {
	Path  []string // only valid during the call
	Line  int      // from 1
	Kind  Kind
	Text  string   // of a string; of a number or switch in one spelling: 0x10 is 16
	Words []string // of a list of words
}

// Value is the value as string, int64, float64 or bool; nil for other kinds.
func (e Entry) Value() any {
	var v any
	switch e.Kind {
	case Text:
		v = e.Text
	case Integer:
		v, _ = strconv.ParseInt(e.Text, 10, 64) // spelt here
	case Real:
		v, _ = strconv.ParseFloat(e.Text, 64)
	case Switch:
		v = e.Text == "true"
	}
	return v
}

// reader reads a file.
type reader struct {
	rest string
	line int
	put  func(Entry) error
	path []string // of the table that the header names
}

func (r *reader) errorf(format string, args ...any) error {
	return &Error{r.line, fmt.Sprintf(format, args...)}
}

// Error is what is no TOML, or more of it than is read.
type Error struct {
	Line int // from 1
	Text string
}

func (e *Error) Error() string { return e.Text }

// Read tells put of every entry, in the order of the file. Its own errors are of
// type *Error; an error of put ends the reading. A table that is opened twice, or a
// key that is given twice, is for put to judge.
func Read(file string, put func(Entry) error) error {
	file = strings.TrimPrefix(file, "\ufeff")
	r := &reader{rest: file, line: 1, put: put}
	if !utf8.ValidString(file) {
		for k, c := range file {
			if _, size := utf8.DecodeRuneInString(file[k:]); c == utf8.RuneError && size == 1 {
				r.line += strings.Count(file[:k], "\n")
				return r.errorf("a byte that is no UTF-8")
			}
		}
	}
	for {
		r.blank(true)
		switch {
		case r.rest == "":
			return nil
		case r.rest[0] == '[':
			if err := r.header(); err != nil {
				return err
			}
		default:
			if err := r.pair(r.path); err != nil {
				return err
			}
		}
		r.blank(false)
		if r.rest != "" && !r.newline() {
			return r.errorf("%s where the line must end", r.next())
		}
	}
}

// blank skips spaces and a comment; with lines, ends of lines too.
func (r *reader) blank(lines bool) {
	for {
		r.rest = strings.TrimLeft(r.rest, " \t")
		if strings.HasPrefix(r.rest, "#") {
			k := strings.IndexByte(r.rest, '\n')
			if k < 0 {
				k = len(r.rest)
			}
			r.rest = r.rest[k:]
		}
		if !lines || !r.newline() {
			return
		}
	}
}

// newline skips the end of a line.
func (r *reader) newline() bool {
	for _, end := range []string{"\n", "\r\n"} {
		if rest, ok := strings.CutPrefix(r.rest, end); ok {
			r.rest = rest
			r.line++
			return true
		}
	}
	return false
}

// next names what comes, for errors.
func (r *reader) next() string {
	if r.rest == "" || r.rest[0] == '\n' || r.rest[0] == '\r' {
		return "the end of the line"
	}
	word := r.rest
	if k := strings.IndexAny(word, "\n\r"); k >= 0 {
		word = word[:k]
	}
	if len(word) > 20 {
		word = strings.ToValidUTF8(word[:20], "") + "…"
	}
	return strconv.Quote(word)
}

// take skips c.
func (r *reader) take(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// header reads [a.b] or [[a.b]].
func (r *reader) header() error {
	what, end := Table, "]"
	r.take('[')
	if r.take('[') {
		what, end = Element, "]]"
	}
	line := r.line
	path, err := r.key(nil)
	if err != nil {
		return err
	}
	rest, ok := strings.CutPrefix(r.rest, end)
	if !ok {
		return r.errorf("%s where %s must close the header", r.next(), end)
	}
	r.rest, r.path = rest, path
	return r.put(Entry{Path: path, Line: line, Kind: what})
}

// pair reads key = value below a path.
func (r *reader) pair(below []string) error {
	path, err := r.key(below)
	if err != nil {
		return err
	}
	if !r.take('=') {
		return r.errorf("%s where = and a value must follow the key", r.next())
	}
	r.blank(false)
	return r.value(path)
}

// key reads a.b."c", and the blanks around.
func (r *reader) key(below []string) (path []string, err error) {
	path = slices.Clone(below)
	for {
		r.blank(false)
		var part string
		switch n := bare(r.rest); {
		case n > 0:
			part, r.rest = r.rest[:n], r.rest[n:]
		case r.rest != "" && (r.rest[0] == '"' || r.rest[0] == '\''):
			if part, err = r.quoted(); err != nil {
				return nil, err
			}
		default:
			return nil, r.errorf("%s where a key must stand", r.next())
		}
		switch {
		case len(part) > maxKey:
			return nil, r.errorf("a key of %d bytes; must have at most %d", len(part), maxKey)
		case len(path) == maxDepth:
			return nil, r.errorf("a key in more than %d parts", maxDepth)
		}
		path = append(path, part)
		r.blank(false)
		if !r.take('.') {
			return path, nil
		}
	}
}

// bare is the length of the bare key or number that s begins with.
func bare(s string) int {
	for k := range len(s) {
		c := s[k]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return k
		}
	}
	return len(s)
}

// value reads the value of a key.
func (r *reader) value(path []string) error {
	e := Entry{Path: path, Line: r.line}
	var c byte
	if r.rest != "" {
		c = r.rest[0]
	}
	var err error
	switch c {
	case '{':
		e.Kind = Table
		if err := r.put(e); err != nil {
			return err
		}
		return r.braces(path)
	case '[':
		return r.array(e)
	case '"', '\'':
		e.Kind = Text
		e.Text, err = r.string(c)
	default:
		e.Kind, e.Text, err = r.word()
	}
	if err != nil {
		return err
	}
	return r.put(e)
}

// braces reads { a = 1, b = 2 }.
func (r *reader) braces(path []string) error {
	if len(path) == maxDepth {
		return r.errorf("tables within tables, more than %d", maxDepth)
	}
	r.take('{')
	for {
		r.blank(true)
		if r.take('}') {
			return nil
		}
		if err := r.pair(path); err != nil {
			return err
		}
		r.blank(true)
		if r.take('}') {
			return nil
		}
		if !r.take(',') {
			return r.errorf("%s where , or } must follow", r.next())
		}
	}
}

// array reads [ "a", "b" ] and [ {…}, {…} ]. Of other arrays put is told, and they
// end the reading.
func (r *reader) array(e Entry) error {
	e.Kind, e.Words = Words, []string{}
	r.take('[')
	for {
		r.blank(true)
		if r.take(']') {
			return r.put(e)
		}
		if len(e.Words) == 0 && strings.HasPrefix(r.rest, "{") {
			return r.elements(e.Path)
		}
		if r.rest == "" || r.rest[0] != '"' && r.rest[0] != '\'' {
			e.Kind = Array
			if err := r.put(e); err != nil {
				return err
			}
			return r.errorf("an array of other things than words or tables")
		}
		word, err := r.string(r.rest[0])
		if err != nil {
			return err
		}
		if len(e.Words) == maxWords {
			return r.errorf("an array of more than %d words", maxWords)
		}
		e.Words = append(e.Words, word)
		r.blank(true)
		if !r.take(',') && !strings.HasPrefix(r.rest, "]") {
			return r.errorf("%s where , or ] must follow", r.next())
		}
	}
}

// elements reads {…}, {…} ], another form of [[…]].
func (r *reader) elements(path []string) error {
	for {
		r.blank(true)
		if r.take(']') {
			return nil
		}
		if !strings.HasPrefix(r.rest, "{") {
			return r.errorf("%s where { or ] must stand: %s takes tables", r.next(), strings.Join(path, "."))
		}
		if err := r.put(Entry{Path: path, Line: r.line, Kind: Element}); err != nil {
			return err
		}
		if err := r.braces(path); err != nil {
			return err
		}
		r.blank(true)
		if !r.take(',') && !strings.HasPrefix(r.rest, "]") {
			return r.errorf("%s where , or ] must follow", r.next())
		}
	}
}

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

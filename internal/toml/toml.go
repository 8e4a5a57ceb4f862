// Package toml reads TOML in one pass, within bounds, and tells of every entry with
// its line. Dates are recognised and not read.
package toml

import (
	"fmt"
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

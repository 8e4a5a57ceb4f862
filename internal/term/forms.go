package term

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// escapeKey is the escape key as the kitty protocol writes it: complete, so that
// nobody waits for the rest of a sequence.
var escapeKey = []byte("\x1b[27u")

// alt is alt and the key that r stands for, as the kitty protocol writes it.
func alt(r rune) []byte {
	const altMod, ctrlMod, shiftMod = 2, 4, 1
	code, mod := strconv.Itoa(int(r)), altMod
	switch {
	case r < ' ' && r != '\t' && r != '\r':
		// A control character: ctrl and the letter, or the sign, above.
		key := r + 0x60
		if r == 0 {
			key = ' '
		} else if r > 0x1a {
			key = r + 0x40
		}
		code, mod = strconv.Itoa(int(key)), altMod+ctrlMod
	case 'A' <= r && r <= 'Z':
		code, mod = strconv.Itoa(int(unicode.ToLower(r)))+":"+code, altMod+shiftMod
	}
	return []byte("\x1b[" + code + ";" + strconv.Itoa(mod+1) + "u")
}

// altSequence is alt and the key of a sequence without modifiers, as xterm writes
// it; nil if the sequence is none.
func altSequence(seq []byte) []byte {
	final, number := seq[len(seq)-1], seq[2:len(seq)-1]
	switch {
	case len(number) == 0 && bytes.IndexByte([]byte("ABCDEFHPQS"), final) >= 0:
		number = []byte("1")
	case final != '~' || seq[1] != '[' || len(number) == 0 || digits(number) != len(number):
		return nil
	}
	return append(append([]byte("\x1b["), number...), ';', '3', final)
}

// sgrMouse writes a mouse report of three bytes (button, column, row) in SGR's form.
func sgrMouse(b [3]byte) []byte {
	const button, motion, wheel = 3, 32, 64
	code, final := int(b[0])-32, "M"
	if code&button == 3 && code < wheel && code&motion == 0 {
		final = "m" // no button: one was let go
	}
	return []byte("\x1b[<" + strconv.Itoa(code) + ";" + strconv.Itoa(int(b[1])-32) + ";" + strconv.Itoa(int(b[2])-32) + final)
}

// shifted says whether a sequence is shift and a key of rxvt: ESC [ number $,
// without a final byte.
func shifted(seq []byte) bool {
	n := len(seq) - 1
	return n > 2 && n <= 4 && seq[n] == '$' && digits(seq[2:]) == n-2
}

// digits is the number of digits that b begins with.
func digits(b []byte) int {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return n
}

// header is the number of bytes from a parameter to a final byte (prefix,
// at most most parameters, at most one intermediate byte, final byte) that b
// begins with; 0 if b does not begin so or a parameter is too long.
func header(b []byte, most int) int {
	i := 0
	if i < len(b) && '<' <= b[i] && b[i] <= '?' {
		i++
	}
	for params := 1; ; i++ {
		n := digits(b[i:])
		if i += n; n > maxDigits || params > most {
			return 0
		}
		if i >= len(b) || b[i] != ';' && b[i] != ':' {
			break
		}
		params++
	}
	if i < len(b) && ' ' <= b[i] && b[i] <= '/' {
		i++
	}
	if i >= len(b) || b[i] < '@' || b[i] > '~' {
		return 0
	}
	return i + 1
}

// wellFormed says whether body, what follows ESC [, is one control sequence.
func wellFormed(body []byte) bool { return header(body, maxParams) == len(body) }

// unwanted says whether a control sequence would mislead Bubble Tea's reader.
// Nobody asked the terminal for such a sequence.
func unwanted(body []byte) bool {
	final, prefixed := body[len(body)-1], body[0] >= '<' && body[0] <= '?'
	switch {
	case final == '_': // a key of the Windows console: it can spell any bytes
		return true
	case final == 't': // a size: the system tells the size
		return true
	case final == 'M' && !prefixed: // rxvt's mouse report, read as one in bytes
		return true
	case final == '~' && string(body) != "200~": // a spelling of a paste's beginning or end
		n, _ := strconv.Atoi(string(body[:digits(body)]))
		return n == 200 || n == 201
	}
	return false
}

// known says whether a string that begins with ESC and kind is whole and of a
// kind that a terminal sends.
func known(kind byte, body []byte) bool {
	switch kind {
	case ']':
		n := digits(body)
		return n > 0 && n <= maxDigits && n+1 < len(body) && body[n] == ';'
	case 'P':
		return header(body, maxDCSParams) > 0
	case '_':
		return len(body) > 0
	}
	return false
}

// likely says whether c is the first byte of an answer of the terminal after
// ESC and kind.
func likely(kind, c byte) bool {
	switch kind {
	case ']':
		return '0' <= c && c <= '9'
	case '[':
		return '0' <= c && c <= '?'
	case 'P':
		return '0' <= c && c <= '?' || ' ' < c && c <= '/'
	}
	return false
}

// isCtrlC says whether b is ctrl+c: as a byte, as xterm writes it, or as kitty
// does with any of the locks.
func isCtrlC(b []byte) bool {
	switch string(b) {
	case "\x03", "\x1b[27;5;99~", "\x1b[99;5u", "\x1b[99;69u", "\x1b[99;133u", "\x1b[99;197u":
		return true
	}
	return false
}

// plain is the text of a paste: characters, tabs and ends of lines.
func plain(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r != utf8.RuneError && !unicode.IsControl(r) {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return out
}

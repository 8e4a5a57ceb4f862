package term

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// step takes one byte. gap is the pause before the byte.
func (s *Scanner) step(c byte, gap time.Duration, now time.Time) {
	switch s.state {
	case ground:
		s.atGround(c, now)
	case escape:
		s.inEscape(c, gap, now)
	case csi:
		s.inCSI(c, now)
	case console:
		if 'A' <= c && c <= 'E' {
			s.instead(esc, '[', '1', '1'+c-'A', '~')
			return
		}
		s.drop()
		if c < ' ' || c >= 0x7f {
			s.atGround(c, now)
		}
	case mouse:
		if c < ' ' {
			s.drop()
			s.atGround(c, now)
			return
		}
		if s.buf = append(s.buf, c); len(s.buf) == 6 {
			s.instead(sgrMouse([3]byte(s.buf[3:]))...)
		}
	case ss3:
		switch s.buf = append(s.buf, c); {
		case '0' <= c && c <= '9' && len(s.buf) <= 4:
		case '0' <= c && c <= '9':
			s.drop()
		case c > ' ' && c < 0x7f:
			s.sequence()
		default:
			s.buf = s.buf[:len(s.buf)-1]
			s.abandon()
			s.atGround(c, now)
		}
	case text, textEnd:
		s.inText(c, gap, now)
	case character:
		s.inCharacter(c, now)
	case pasted:
		s.inPaste(c, gap, now)
	}
}

func (s *Scanner) atGround(c byte, now time.Time) {
	late := now.Sub(s.pressed) < lateFor
	s.pressed = time.Time{}
	switch {
	case late && s.kind == 0 && (c == '[' || c == ']' || c == 'P'):
		s.begin(c)
		s.given = 1
	case late && s.kind != 0 && likely(s.kind, c):
		s.begin(s.kind)
		s.buf, s.given = append(s.buf, c), 2
	case c == esc:
		s.state, s.buf = escape, append(s.buf[:0], c)
	case c < 0x80:
		s.emit(c)
	case c < 0xa0:
		s.atC1(c)
	case c >= 0xc2 && c <= 0xf4:
		s.state, s.buf = character, append(s.buf[:0], c)
	}
}

// atC1 takes a C1 control: those that introduce sequences do so, the rest are dropped.
func (s *Scanner) atC1(c byte) {
	if kind := c - 0x40; bytes.IndexByte([]byte("[OP]X^_"), kind) >= 0 {
		s.begin(kind)
		s.c1 = true
	}
}

func (s *Scanner) inEscape(c byte, gap time.Duration, now time.Time) {
	apart := gap >= altGap
	switch {
	case c == esc && !apart && !s.meta:
		s.meta = true
	case c == esc:
		s.escapeKey()
		s.state, s.buf = escape, append(s.buf, esc)
	case c == '[' || c == ']' || c == 'P', !apart && bytes.IndexByte([]byte("OX^_"), c) >= 0:
		s.begin(c)
	case apart || c >= 0x80 && c < 0xc2 || c > 0xf4:
		s.escapeKey()
		s.atGround(c, now)
	case c < 0x80:
		s.instead(alt(rune(c))...)
	default:
		s.state, s.buf = character, append(s.buf, c)
	}
}

func (s *Scanner) inCSI(c byte, now time.Time) {
	second := len(s.buf) == 2
	switch {
	case c < ' ' || c >= 0x7f: // not of a sequence
		s.abandon()
		s.atGround(c, now)
		return
	case second && c == '[':
		s.state = console
	case second && c == 'M':
		s.state = mouse
	}
	if s.buf = append(s.buf, c); len(s.buf) > maxCSI {
		s.bad, s.buf = true, s.buf[:maxCSI]
	}
	if c < '@' || s.state != csi {
		return
	}
	switch body := s.buf[2:]; {
	case s.bad || !wellFormed(body) || unwanted(body):
		s.drop()
	case string(s.buf) == pasteStart:
		s.drop()
		s.state, s.mark = pasted, -1
	default:
		s.sequence()
	}
}

func (s *Scanner) inText(c byte, gap time.Duration, now time.Time) {
	kind, second := s.buf[1], len(s.buf) == 2
	switch {
	case s.state == textEnd && c == '\\':
		s.endText(esc, '\\')
	case s.state == textEnd: // ESC ended the string, and begins something else
		s.abandon()
		s.state, s.buf = escape, append(s.buf[:0], esc)
		s.inEscape(c, gap, now)
	case second && (s.given > 0 || gap >= altGap) && c != esc && !likely(kind, c):
		s.abandon() // no string: another key
		s.atGround(c, now)
	case c == esc:
		s.state = textEnd
	case c == 0x07 && kind == ']':
		s.endText(c)
	case c == 0x9c && !s.bad: // ST; after other than ASCII it may be part of a character
		s.endText(esc, '\\')
	case c == 0x18 || c == 0x1a: // CAN and SUB take a string back
		s.drop()
	case c == 0x03 && gap >= keyGap:
		s.drop()
		s.atGround(c, now)
	case c < ' ' || c >= 0x7f || len(s.buf)+len("\x1b\\") >= maxUnit:
		s.bad = true
	case !s.bad:
		s.buf = append(s.buf, c)
	}
}

func (s *Scanner) endText(mark ...byte) {
	if s.bad || !known(s.buf[1], s.buf[2:]) {
		s.drop()
		return
	}
	s.instead(append(s.buf, mark...)...)
}

func (s *Scanner) inCharacter(c byte, now time.Time) {
	s.buf = append(s.buf, c)
	first := 0
	if s.buf[0] == esc {
		first = 1
	}
	if !utf8.FullRune(s.buf[first:]) {
		return
	}
	r, n := utf8.DecodeRune(s.buf[first:])
	switch {
	case r == utf8.RuneError:
		s.drop()
		if n == 1 && (c < 0x80 || c >= 0xc0) { // c is not the rest of a character
			s.atGround(c, now)
		}
	case r < 0xa0:
		s.drop()
		s.atC1(byte(r))
	case first == 1:
		s.instead(alt(r)...)
	default:
		s.instead(s.buf...)
	}
}

func (s *Scanner) inPaste(c byte, gap time.Duration, now time.Time) {
	if gap >= keyGap {
		s.mark = len(s.buf)
	}
	s.buf = append(s.buf, c)
	switch {
	case s.mark >= 0 && isCtrlC(s.buf[s.mark:]):
		s.instead(s.buf[s.mark:]...)
	case bytes.HasSuffix(s.buf, []byte(pasteEnd)):
		body := plain(s.buf[:len(s.buf)-len(pasteEnd)])
		if s.bad || len(s.buf) > maxUnit-len(pasteStart) {
			s.drop()
			return
		}
		s.instead(append(append([]byte(pasteStart), body...), pasteEnd...)...)
	case len(s.buf) > maxUnit-len(pasteStart):
		// Only the end is looked for.
		cut := len(s.buf) - 2*len(pasteEnd)
		s.bad, s.mark = true, max(s.mark-cut, -1)
		s.buf = append(s.buf[:0], s.buf[cut:]...)
	}
}

package term

import "time"

// What a Scanner holds at most, and for how long.
const (
	maxParams    = 20   // parameters of a control sequence; x/ansi panics at 33
	maxDCSParams = 16   // parameters of a device control string: Bubble Tea reads no more
	maxDigits    = 7    // digits of a parameter: every Unicode code point
	maxCSI       = 128  // bytes of a control sequence
	maxUnit      = 4096 // bytes of a string or paste with its marks: what Bubble Tea reads at once

	escWait  = 100 * time.Millisecond // ESC alone is the escape key after this
	altWait  = 250 * time.Millisecond // ESC [ alone is alt+[ after this
	tailWait = 50 * time.Millisecond  // what may be the rest of a sequence is a key after this
	wait     = time.Second            // anything else unfinished is dropped after this

	altGap  = 50 * time.Millisecond  // ESC and a key further apart are two keys
	keyGap  = 100 * time.Millisecond // ctrl+c after such a pause was pressed, not pasted
	lateFor = time.Second            // so long after ESC or ESC [ the rest of the sequence may come
)

const (
	esc        = 0x1b
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// state is what the bytes that a Scanner holds are the beginning of.
type state uint8

const (
	ground    state = iota // nothing
	escape                 // ESC
	csi                    // ESC [
	console                // ESC [ [, a function key of the Linux console
	mouse                  // ESC [ M, a mouse report of three bytes
	ss3                    // ESC O
	text                   // a string: ESC and one of P ] X ^ _
	textEnd                // a string and ESC
	character              // the first bytes of a UTF-8 encoding
	pasted                 // a paste
)

// A Scanner divides what a terminal sends into units: a character, a control
// character, a whole sequence, a whole paste. What is no unit is dropped: what
// is too long, not well formed, or not finished in time. A unit never leaves
// Bubble Tea's reader waiting for more bytes.
//
// Most units come out as they went in. These are written in another way that
// means the same, because Bubble Tea would wait after them or misread them: the
// escape key (CSI 27 u), alt and a key (CSI … u, or with a modifier), mouse
// reports in bytes (as SGR), F1 to F5 of the Linux console, shift and a key of
// rxvt, and C1 controls (as ESC and a letter).
//
// A Scanner has no clock: time is an argument.
type Scanner struct {
	state state
	buf   []byte
	given int  // of buf: the beginning that came out as a key, because the rest was late
	c1    bool // a C1 control began the sequence
	meta  bool // ESC came before the sequence
	bad   bool // what is held will be dropped
	mark  int  // where in a paste the bytes after a pause begin; -1 if not known

	last    time.Time // when the last bytes came
	pressed time.Time // when the beginning of a sequence was taken for a key,
	kind    byte      // and its second byte, or 0

	out  []byte
	ends []int // of the units in out
}

// Feed takes bytes that came at the time now.
func (s *Scanner) Feed(b []byte, now time.Time) {
	gap := now.Sub(s.last)
	for _, c := range b {
		s.step(c, gap, now)
		gap = 0
	}
	if len(b) > 0 {
		s.last = now
	}
}

// Deadline is when Expire has something to do; ok is false if nothing is held.
func (s *Scanner) Deadline() (at time.Time, ok bool) {
	return s.last.Add(s.patience()), s.state != ground
}

func (s *Scanner) patience() time.Duration {
	switch {
	case s.state == escape || s.state == csi && shifted(s.buf):
		return escWait
	case !s.alone():
	case s.given > 0:
		return tailWait
	case s.state == csi || s.state == ss3 || s.state == text:
		return altWait
	}
	return wait
}

// alone says whether what is held may be a key and not the beginning of a sequence.
func (s *Scanner) alone() bool {
	if s.given > 0 {
		return len(s.buf) == s.given+1
	}
	return len(s.buf) == 2
}

// Expire gives up what is held if its time is over: a key comes out as a key,
// anything else is dropped, and nothing is held afterwards.
func (s *Scanner) Expire(now time.Time) {
	at, held := s.Deadline()
	if !held || now.Before(at) {
		return
	}
	switch s.state {
	case escape:
		s.escapeKey()
		s.pressed, s.kind = at, 0
	case csi, ss3, text:
		if s.alone() && s.given < 2 && !s.c1 {
			s.pressed, s.kind = at, s.buf[1]
		}
		s.abandon()
	default:
		s.drop()
	}
}

// Take moves whole units to p, as many as fit, and returns the number of bytes.
// Only a unit longer than p is divided.
func (s *Scanner) Take(p []byte) int {
	n, units := 0, 0
	for units < len(s.ends) && s.ends[units] <= len(p) {
		n = s.ends[units]
		units++
	}
	if units == 0 && len(s.ends) > 0 {
		n = len(p)
	}
	copy(p, s.out[:n])
	s.out = append(s.out[:0], s.out[n:]...)
	s.ends = append(s.ends[:0], s.ends[units:]...)
	for k := range s.ends {
		s.ends[k] -= n
	}
	return n
}

// one moves the next unit to p, and returns the number of bytes.
func (s *Scanner) one(p []byte) int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.Take(p[:min(len(p), s.ends[0])])
}

// forget drops the units that nobody has taken.
func (s *Scanner) forget() { s.out, s.ends = s.out[:0], s.ends[:0] }

func (s *Scanner) reset() {
	s.state, s.buf = ground, s.buf[:0]
	s.given, s.c1, s.meta, s.bad = 0, false, false, false
}

// begin holds the introducer of a sequence.
func (s *Scanner) begin(kind byte) {
	s.buf = append(s.buf[:0], esc, kind)
	switch kind {
	case '[':
		s.state = csi
	case 'O':
		s.state = ss3
	default:
		s.state = text
	}
}

func (s *Scanner) emit(unit ...byte) {
	s.out = append(s.out, unit...)
	s.ends = append(s.ends, len(s.out))
}

// sequence emits the held sequence. ESC before a key without modifiers is alt.
func (s *Scanner) sequence() {
	unit := s.buf
	if s.meta {
		if with := altSequence(s.buf); with != nil {
			unit, s.meta = with, false
		}
	}
	s.instead(unit...)
}

// instead emits a unit instead of what is held. ESC before that was the escape key.
func (s *Scanner) instead(unit ...byte) {
	s.drop()
	s.emit(unit...)
}

// drop forgets what is held. ESC before it was the escape key.
func (s *Scanner) drop() {
	if s.meta {
		s.emit(escapeKey...)
	}
	s.reset()
}

// escapeKey emits the held ESC, or two, as the escape key.
func (s *Scanner) escapeKey() { s.instead(escapeKey...) }

// abandon gives up an unfinished sequence: what may be a key is one, the rest is dropped.
func (s *Scanner) abandon() {
	switch {
	case s.state == csi && shifted(s.buf):
		s.instead(append(s.buf[:len(s.buf)-1], ";2~"...)...)
	case !s.alone() || s.bad || s.c1:
		s.drop()
	case s.given > 0:
		s.instead(s.buf[s.given])
	default:
		s.instead(alt(rune(s.buf[1]))...)
	}
}

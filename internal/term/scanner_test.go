package term

import (
	"fmt"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

var t0 = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// units takes what a Scanner has, a unit at a time.
func units(s *Scanner) (out []string) {
	for len(s.ends) > 0 {
		p := make([]byte, s.ends[0])
		s.Take(p)
		out = append(out, string(p))
	}
	return out
}

// scan feeds the parts of an input, each after a pause, and lets all time pass.
func scan(pause time.Duration, parts ...string) string {
	var s Scanner
	now := t0
	for _, p := range parts {
		s.Expire(now)
		s.Feed([]byte(p), now)
		now = now.Add(pause)
	}
	if at, held := s.Deadline(); held {
		s.Expire(at)
	}
	return strings.Join(units(&s), "")
}

var passes = []struct{ name, in string }{
	{"letters", "qQ :/"},
	{"controls", "\x00\x01\x03\t\n\r\x1a\x1c\x7f"},
	{"characters", "é€𝄞日本語"},
	{"combining", "e\u0301👩\u200d👩"},
	{"arrows", "\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F\x1b[Z\x1b[E"},
	{"arrows with modifiers", "\x1b[1;2A\x1b[1;5D\x1b[1;8H"},
	{"arrows, application mode", "\x1bOA\x1bOB\x1bOH"},
	{"arrows of rxvt", "\x1b[a\x1bOa\x1b[7^\x1b[8@"},
	{"function keys", "\x1bOP\x1bOS\x1b[11~\x1b[15;5~\x1b[24~\x1b[34~\x1bO5P"},
	{"editing keys", "\x1b[2~\x1b[3~\x1b[5~\x1b[6;3~"},
	{"keys of xterm", "\x1b[27;5;99~\x1b[27;2;13~"},
	{"keys of kitty", "\x1b[99;5u\x1b[27u\x1b[97:65:97;2:3;65u\x1b[57414u\x1b[1114111;1u"},
	{"answers of kitty", "\x1b[?1u\x1b[?31u"},
	{"mouse", "\x1b[<0;10;20M\x1b[<0;10;20m\x1b[<35;200;100M\x1b[<64;1;1M"},
	{"cursor", "\x1b[12;40R\x1b[?12;40;1R\x1b[R"},
	{"focus", "\x1b[I\x1b[O"},
	{"modes", "\x1b[?2026;2$y\x1b[?2027;0$y\x1b[4;2$y"},
	{"attributes", "\x1b[?62;1;4c\x1b[>41;379;0c\x1b[?65;1;2;4;6;9;15;16;17;18;21;22;28;29;42;44;45;46;52c"},
	{"colour scheme", "\x1b[?997;1n"},
	{"colours", "\x1b]11;rgb:1e1e/1e1e/2e2e\x07\x1b]10;rgb:ff/ff/ff\x1b\\"},
	{"clipboard", "\x1b]52;c;aGVsbG8=\x1b\\"},
	{"version", "\x1bP>|kitty(0.35.2)\x1b\\"},
	{"capabilities", "\x1bP1+r524742=8/8/8\x1b\\\x1bP0+r\x1b\\\x1bP!|00000000\x1b\\"},
	{"graphics", "\x1b_Gi=31;OK\x1b\\"},
	{"paste", "\x1b[200~two words\x1b[201~"},
	{"paste of nothing", "\x1b[200~\x1b[201~"},
	{"paste of lines", "\x1b[200~a\tb\r\nç€\x1b[201~q"},
	{"nine pastes", strings.Repeat("\x1b[200~:set x 1\x1b[201~", 9)},
	{"the longest paste", "\x1b[200~" + strings.Repeat("x", maxUnit-12) + "\x1b[201~"},
}

// What a terminal sends comes out as it went in, cut in two or in bytes.
func TestPassesUnchanged(t *testing.T) {
	for _, c := range passes {
		everyWay(t, c.name, c.in, c.in)
	}
}

func everyWay(t *testing.T, name, in, want string) {
	t.Helper()
	for cut := 0; cut <= len(in); cut++ {
		if got := scan(10*time.Millisecond, in[:cut], in[cut:]); got != want {
			t.Fatalf("%s cut at %d: %.200q, want %.200q", name, cut, got, want)
		}
	}
	if got := scan(10*time.Millisecond, strings.Split(in, "")...); got != want {
		t.Fatalf("%s a character at a time: %.200q, want %.200q", name, got, want)
	}
	var s Scanner
	for k := range len(in) {
		s.Feed([]byte{in[k]}, t0)
	}
	if at, held := s.Deadline(); held {
		s.Expire(at)
	}
	if got := strings.Join(units(&s), ""); got != want {
		t.Fatalf("%s a byte at a time: %.200q, want %.200q", name, got, want)
	}
}

// keystrokes is what Bubble Tea's decoder makes of input.
func keystrokes(in string) string {
	var d uv.EventDecoder
	var out []string
	for b := []byte(in); len(b) > 0; {
		n, e := d.Decode(b)
		if k, ok := e.(uv.KeyEvent); ok {
			out = append(out, k.Key().Keystroke())
		} else {
			out = append(out, fmt.Sprintf("%T%v", e, e))
		}
		b = b[n:]
	}
	return strings.Join(out, " ")
}

// What is written in another way means the same.
func TestRewritten(t *testing.T) {
	for _, in := range []string{
		"\x1b", "\x1ba", "\x1bA", "\x1bz", "\x1b1", "\x1b ", "\x1b\r", "\x1b\t", "\x1b\x7f", "\x1b\x00", "\x1b\x03", "\x1b\x08", "\x1b\x1d",
		"\x1b[", "\x1b]", "\x1bO", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x1bé", "\x1b日",
		"\x1b\x1b[A", "\x1b\x1b[H", "\x1b\x1bOB", "\x1b\x1bOP", "\x1b\x1b[5~", "\x1b\x1b[15~",
		"\x1b[M !!", "\x1b[M#!!", "\x1b[MC!!", "\x1b[M`\x7e\x41", "\x1b[M@\x7e\xff", "\x1b[M\x20\x9b\x90",
		"\x1b[2$", "\x1b[23$", "\x9b5~", "\x9bA", "\x8fP", "\x9d11;rgb:1/2/3\x9c", "\x90>|x\x9c",
	} {
		var s Scanner
		s.Feed([]byte(in), t0)
		at, _ := s.Deadline()
		s.Expire(at)
		out := strings.Join(units(&s), "")
		if got, want := keystrokes(out), keystrokes(in); got != want {
			t.Errorf("%q became %q: %s, want %s", in, out, got, want)
		}
	}
	everyWay(t, "F1 to F5 of the Linux console", "\x1b[[A\x1b[[E", "\x1b[11~\x1b[15~")
	everyWay(t, "motion in bytes", "\x1b[MC!!", "\x1b[<35;1;1M")
	everyWay(t, "CSI as a character", "\u009b?1;2c", "\x1b[?1;2c")
}

// Escape and a mouse report right behind are two things; two escapes too.
func TestEscapeBefore(t *testing.T) {
	const e = "\x1b[27u"
	everyWay(t, "mouse", "\x1b\x1b[<35;1;1M", e+"\x1b[<35;1;1M")
	everyWay(t, "ctrl+c of kitty", "\x1b\x1b[99;5u", e+"\x1b[99;5u")
	everyWay(t, "colour", "\x1b\x1b]11;rgb:1/1/1\x07", e+"\x1b]11;rgb:1/1/1\x07")
	everyWay(t, "paste", "\x1b\x1b[200~a\x1b[201~", e+"\x1b[200~a\x1b[201~")
	everyWay(t, "escape", "\x1b\x1b", e+e)
	everyWay(t, "three", "\x1b\x1b\x1b[A", e+e+"\x1b[A")
	everyWay(t, "alt and a letter", "\x1b\x1bx", e+"\x1b[120;3u")
	everyWay(t, "alt and [, held", "\x1b[\x1b[\x1b[", strings.Repeat("\x1b[91;3u", 3))
	everyWay(t, "alt and ], then a key", "\x1b]\x1b[A", "\x1b[93;3u\x1b[A")
}

func TestDropped(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"33 parameters", "a\x1b[?1" + strings.Repeat(";2", 32) + "cb", "ab"},
		{"33 parameters, C1", "a\x9b1" + strings.Repeat(";2", 32) + "cb", "ab"},
		{"33 parts of a parameter", "a\x1b[1" + strings.Repeat(":2", 32) + "ub", "ab"},
		{"33 parameters in a DCS", "a\x1bP1" + strings.Repeat(";2", 32) + "|xyz\x1b\\b", "ab"},
		{"33 parameters in a mouse report", "a\x1b[<1" + strings.Repeat(";2", 32) + "Mb", "ab"},
		{"21 parameters", "\x1b[1" + strings.Repeat(";2", 20) + "cb", "b"},
		{"a long number", "\x1b[12345678ub", "b"},
		{"a long sequence", "\x1b[" + strings.Repeat("1", 5000) + "ub", "b"},
		{"a prefix inside", "\x1b[2<00~b", "b"},
		{"two intermediate bytes", "\x1b[2 !~b", "b"},
		{"another spelling of paste", "\x1b[0200~\x1b[200;1~\x1b[201;5~b", "b"},
		{"the end of no paste", "\x1b[201~b", "b"},
		{"a key of the Windows console", "\x1b[0;0;27;1;0;1_b", "b"},
		{"a size", "\x1b[8;1;1tb", "b"},
		{"mouse of rxvt", "\x1b[32;1;1Mb", "b"},
		{"a long string", "\x1b]11;" + strings.Repeat("r", 100000) + "\x07b", "b"},
		{"a long string, ST", "\x1bP>|" + strings.Repeat("r", 5000) + "\x1b\\b", "b"},
		{"a string with controls", "\x1b]0;a\rb\x03c\x1b\\b", "b"},
		{"a string beyond ASCII", "\x1b]0;✓…\x1b\\b", "b"},
		{"a string taken back", "\x1b]11;rgb\x18b", "b"},
		{"an empty string", "\x1b]11\x07b", "b"},
		{"a string of no kind", "\x1bXwords\x1b\\\x1b^words\x1b\\b", "b"},
		{"a string cut by a key", "\x1b]11;rgb\x1b[A", "\x1b[A"},
		{"a sequence cut by ctrl+c", "\x1b[1;2\x03", "\x03"},
		{"a sequence cut by a key", "\x1b[1;2\x1b[A", "\x1b[A"},
		{"controls in a paste", "\x1b[200~a\x1b[31mb\x07c\x1b[200~\xff\ufffd\u009bd\x7f\x1b[201~b", "\x1b[200~a[31mbc[200~d\x1b[201~b"},
		{"ctrl+c inside a paste", "\x1b[200~a\x03q\x1b[201~b", "\x1b[200~aq\x1b[201~b"},
		{"a long paste", "\x1b[200~" + strings.Repeat("q", 100000) + "\x1b[201~b", "b"},
		{"a paste one too long", "\x1b[200~" + strings.Repeat("q", maxUnit-11) + "\x1b[201~b", "b"},
		{"a paste without an end", "\x1b[200~quit", ""},
		{"bytes that are no UTF-8", "a\xff\xc0\x80\xed\xa0\x80\xf5\xbf\xe2\x82", "a"},
		{"a character cut by another", "\xe2\x82é\xe2\x1b[A", "é\x1b[A"},
		{"C1", "a\x85\x84\u0085\u0084b", "ab"},
		{"the replacement character", "a\ufffdb", "ab"},
	} {
		if len(c.in) < 10000 {
			everyWay(t, c.name, c.in, c.want)
		} else if got := scan(0, c.in); got != c.want {
			t.Errorf("%s: %.200q, want %.200q", c.name, got, c.want)
		}
	}
}

// A slow link cuts what the terminal sends; what comes late is not typed.
func TestSplitBySlowLink(t *testing.T) {
	const e = "\x1b[27u"
	answers := []string{"\x1b[?1;2c", "\x1b[<35;12;7M", "\x1b]11;rgb:1/1/1\x1b\\", "\x1bP>|x(1)\x1b\\", "\x1b[A", "\x1b[200~ab\x1b[201~"}
	for _, in := range answers {
		for cut := 1; cut < len(in); cut++ {
			for _, pause := range []time.Duration{80, 200, 400, 800} {
				want := in
				switch {
				case cut == 1 && pause > 100: // the escape key, and the answer all the same
					want = e + in
				case cut == 2 && pause > 250 && in == "\x1b[A": // nothing tells this from two keys
					want = keyed(in[1]) + in[2:]
				case cut == 2 && pause > 250:
					want = keyed(in[1]) + in
				}
				if got := scan(pause*time.Millisecond, in[:cut], in[cut:]); got != want {
					t.Errorf("%q cut at %d for %d ms: %q", in, cut, pause, got)
				}
			}
		}
	}
	for _, c := range []struct{ name, first, then, want string }{
		{"[ after escape", "\x1b", "[", e + "["},
		{"] and a letter after escape", "\x1b", "]a", e + "]a"},
		{"P and a letter after escape", "\x1b", "Pa", e + "Pa"},
		{"a digit after alt and [", "\x1b[", "5", "\x1b[91;3u5"},
		{"? after alt and ]", "\x1b]", "?", "\x1b[93;3u?"},
		{"a letter after escape", "\x1b", "a[A", e + "a[A"},
		{"ctrl+c after escape", "\x1b", "\x03", e + "\x03"},
	} {
		if got := scan(300*time.Millisecond, c.first, c.then); got != c.want {
			t.Errorf("%s: %.200q, want %.200q", c.name, got, c.want)
		}
	}
	if got := scan(2*time.Second, "\x1b", "[A"); got != e+"[A" {
		t.Errorf("[A long after escape: %q", got)
	}
}

// keyed is alt and a key.
func keyed(c byte) string { return string(alt(rune(c))) }

// Each thing that is held has its time, and then nothing is held.
func TestDeadlines(t *testing.T) {
	for _, c := range []struct {
		in   string
		wait time.Duration
		want string
	}{
		{"\x1b", 100 * time.Millisecond, "\x1b[27u"},
		{"\x1b[", 250 * time.Millisecond, "\x1b[91;3u"},
		{"\x1bO", 250 * time.Millisecond, "\x1b[111:79;4u"},
		{"\x1b]", 250 * time.Millisecond, "\x1b[93;3u"},
		{"\x1b[2$", 100 * time.Millisecond, "\x1b[2;2~"},
		{"\x9b", 250 * time.Millisecond, ""},
		{"\x1b[1", time.Second, ""},
		{"\x1b[[", time.Second, ""},
		{"\x1b[M!", time.Second, ""},
		{"\x1bO5", time.Second, ""},
		{"\x1b]11;", time.Second, ""},
		{"\x1b]11;\x1b", time.Second, ""},
		{"\xe2\x82", time.Second, ""},
		{"\x1b[200~:quit", time.Second, ""},
		{"\x1b[200~" + strings.Repeat("q", 9999), time.Second, ""},
		{"\x1b]11;" + strings.Repeat("q", 9999), time.Second, ""},
	} {
		var s Scanner
		s.Feed([]byte(c.in), t0)
		s.Expire(t0.Add(c.wait - 1))
		if got := units(&s); len(got) > 0 || s.state == ground {
			t.Errorf("%.20q gave %q before its time", c.in, got)
		}
		s.Expire(t0.Add(c.wait))
		if got := strings.Join(units(&s), ""); got != c.want || s.state != ground {
			t.Errorf("%.20q gave %q and state %d, want %q", c.in, got, s.state, c.want)
		}
		s.Feed([]byte("x\x03"), t0.Add(2*c.wait))
		if got := strings.Join(units(&s), ""); got != "x\x03" {
			t.Errorf("after %.20q: %q", c.in, got)
		}
	}
}

// A person who presses ctrl+c gets through whatever is unfinished.
func TestCtrlC(t *testing.T) {
	for _, c := range []string{"\x03", "\x1b[99;5u", "\x1b[99;133u", "\x1b[27;5;99~"} {
		for _, in := range []string{
			"\x1b[200~", "\x1b[200~abc", "\x1b[200~" + strings.Repeat("q", 4085), "\x1b[200~" + strings.Repeat("q", 12345),
			"\x1b]11;", "\x1b]11;\r", "\x1bPabc", "\x1b_", "\x1b[1;", "\x1b[M!", "\x1b[[", "\x1bO5", "\xe2",
		} {
			var s Scanner
			s.Feed([]byte(in), t0)
			for k := range len(c) { // may be cut, too
				s.Feed([]byte(c[k:k+1]), t0.Add(300*time.Millisecond))
			}
			if got := strings.Join(units(&s), ""); !strings.HasSuffix(got, c) || s.state != ground {
				t.Errorf("%q after %.20q: %q, state %d", c, in, got, s.state)
			}
		}
	}
}

// Escape and a key that a person pressed one after the other are two keys.
func TestEscapeThenKey(t *testing.T) {
	for _, c := range []struct{ key, quick, slow string }{
		{"q", "\x1b[113;3u", "\x1b[27uq"},
		{"X", "\x1b[120:88;4u", "\x1b[27uX"},
		{"\x03", "\x1b[99;7u", "\x1b[27u\x03"},
		{"é", "\x1b[233;3u", "\x1b[27ué"},
		{"\x1b", "\x1b[27u\x1b[27u", "\x1b[27u\x1b[27u"},
	} {
		if got := scan(20*time.Millisecond, "\x1b", c.key); got != c.quick {
			t.Errorf("escape, then %q at once: %q", c.key, got)
		}
		if got := scan(60*time.Millisecond, "\x1b", c.key); got != c.slow && c.key != "é" {
			t.Errorf("escape, then %q: %q", c.key, got)
		}
	}
}

// What is unfinished takes no more memory than the longest unit.
func TestHeld(t *testing.T) {
	for _, in := range []string{"\x1b[200~", "\x1b]11;", "\x1bP>|", "\x1b["} {
		var s Scanner
		s.Feed([]byte(in), t0)
		for range 1000 {
			s.Feed([]byte(strings.Repeat("1", 1000)), t0)
		}
		if cap(s.buf) > 2*maxUnit || len(s.out) > 0 {
			t.Errorf("%q and a million bytes: %d bytes held, %d out", in, cap(s.buf), len(s.out))
		}
	}
}

// Take never divides a unit that fits.
func TestTake(t *testing.T) {
	var s Scanner
	s.Feed([]byte("ab\x1b[<0;1;1Mcd"), t0)
	var got []string
	for _, n := range []int{4, 4, 9, 1, 1, 1} {
		p := make([]byte, n)
		got = append(got, string(p[:s.Take(p)]))
	}
	if want := "ab|\x1b[<0|;1;1Mcd|||"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

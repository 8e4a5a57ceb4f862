package term

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain name.toml", "plain name.toml"},
		{"αβγ τ_s – naïve 日本 👍", "αβγ τ_s – naïve 日本 👍"},
		{"e\u0301", "e\u0301"},
		{"שלום عربي", "שלום عربي"},
		{"a\x1b[31mred\x1b]0;title\x07", "a?[31mred?]0;title?"},
		{"a\x00b\x7fc", "a?b?c"},
		{"\u009b31m\u0080\u009f", "?31m??"},
		{"\x9b31m\xff\xc3", "?31m??"},
		{"a\nb\r\n\tc\vd\fe\u0085f\u2028g\u2029h", "a b   c d e f g h"},
		{"a\u00a0b\u3000c", "a b c"},
		{"evil\u202etxt.exe\u2066\u2069\u202a", "evil?txt.exe???"},
		{"\u200e\u200f\u061c", "???"},
		{"a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "a?b?c?d?e?f?g"},
		{"\u034f\u115f\u3164\uffa0\U000e0041", "?????"},
		{"\ue000\U0010ffff\ufffe", "???"},
		{"\ufffd", "\ufffd"},
	} {
		if got := Clean(c.in, 100); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
	for limit, want := range map[int]string{-1: "", 0: "", 1: "…", 2: "a…", 4: "aéi…", 5: "aéiou", 9: "aéiou"} {
		if got := Clean("aéiou", limit); got != want {
			t.Errorf("limit %d: %q, want %q", limit, got, want)
		}
	}
	if got := Clean(strings.Repeat("\x1b", 2<<20), 10); got != "?????????…" {
		t.Errorf("2 MB became %.40q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"plain", "\x1b[2J", "\u009b2J", "\u202e", "a\u200db", "\xff\xfe", "\u2028", "👩\u200d👩", strings.Repeat("é", 50)} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit %= 1000
		out := Clean(s, limit)
		n := utf8.RuneCountInString(out)
		if !utf8.ValidString(out) || n > max(limit, 0) {
			t.Fatalf("%q: %d runes of %d", out, n, limit)
		}
		for _, r := range out {
			if r != ' ' && unicode.In(r, unicode.C, unicode.Z, unicode.Bidi_Control, unicode.Join_Control, unicode.Other_Default_Ignorable_Code_Point) {
				t.Fatalf("%q lets U+%04X pass", out, r)
			}
		}
		if again := Clean(out, limit); again != out {
			t.Fatalf("%q cleaned again is %q", out, again)
		}
		if short := utf8.RuneCountInString(s) <= limit; short && n != utf8.RuneCountInString(s) {
			t.Fatalf("%q lost characters: %q", s, out)
		}
	})
}

func TestFromEnv(t *testing.T) {
	for _, c := range []struct {
		env  string
		want Env
	}{
		{"", Env{Screen: true}},
		{"TERM=xterm-256color LANG=en_US.UTF-8", Env{Screen: true}},
		{"LANG=de_DE.utf8", Env{Screen: true}},
		{"LC_CTYPE=UTF-8", Env{Screen: true}},
		{"LANG=C.UTF-8@euro", Env{Screen: true}},
		{"LANG=C", Env{ASCII: true, Screen: true, Why: "LANG=C"}},
		{"LANG=POSIX", Env{ASCII: true, Screen: true, Why: "LANG=POSIX"}},
		{"LANG=en_US", Env{ASCII: true, Screen: true, Why: "LANG=en_US"}},
		{"LANG=en_US.ISO-8859-1", Env{ASCII: true, Screen: true, Why: "LANG=en_US.ISO-8859-1"}},
		{"LANG=C LC_ALL=C.UTF-8", Env{Screen: true}},
		{"LANG=C LC_ALL= LC_CTYPE=en_GB.UTF-8", Env{Screen: true}},
		{"LANG=en_US.UTF-8 LC_ALL=C", Env{ASCII: true, Screen: true, Why: "LC_ALL=C"}},
		{"LANG=en_US.UTF-8 LC_CTYPE=C", Env{ASCII: true, Screen: true, Why: "LC_CTYPE=C"}},
		{"TERM=linux LANG=en_US.UTF-8", Env{ASCII: true, Screen: true, Why: "TERM=linux"}},
		{"TERM=linux-16color", Env{ASCII: true, Screen: true, Why: "TERM=linux-16color"}},
		{"TERM=dumb LANG=en_US.UTF-8", Env{ASCII: true, Why: "TERM=dumb"}},
		{"TERM=dumb LANG=C", Env{ASCII: true, Why: "TERM=dumb"}},
	} {
		set := map[string]string{}
		for _, v := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(v, "=")
			set[name] = value
		}
		if got := FromEnv(func(name string) string { return set[name] }); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.env, got, c.want)
		}
	}
}

package term

import "strings"

// An Env is what the environment says of the terminal.
type Env struct {
	ASCII  bool   // nothing beyond ASCII can be shown
	Screen bool   // the cursor can be moved
	Why    string // the variable that denies one of them, as NAME=VALUE
}

// FromEnv reads TERM and the locale (the first of LC_ALL, LC_CTYPE and LANG that
// says something). A locale that names no UTF-8, TERM=dumb and the Linux console
// allow ASCII only; TERM=dumb has no screen. What is not set denies nothing.
func FromEnv(getenv func(name string) string) Env {
	e := Env{Screen: true}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := getenv(name)
		if value == "" {
			continue
		}
		set := strings.ReplaceAll(strings.ToUpper(value), "-", "")
		if _, after, found := strings.Cut(set, "."); found {
			set = after
		}
		if set, _, _ = strings.Cut(set, "@"); set != "UTF8" {
			e.ASCII, e.Why = true, name+"="+value
		}
		break
	}
	switch name := getenv("TERM"); {
	case name == "dumb":
		e = Env{ASCII: true, Why: "TERM=" + name}
	case name == "linux" || strings.HasPrefix(name, "linux-"):
		e.ASCII, e.Why = true, "TERM="+name
	}
	return e
}

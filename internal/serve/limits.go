package serve

import (
	"strings"
	"time"
	"unicode"

	"spiketop/live"
)

// Limits are what guests may have.
type Limits struct {
	live.Limits               // of each guest's run
	Sessions    int           // guests at a time
	Processors  int           // that the runs of all guests keep busy together
	Idle        time.Duration // without a key, of a guest who has a run
}

// What strangers may have. Nobody sets these.
const (
	loginGrace = 10 * time.Second // to log in, and again to open a screen
	authTries  = 6                // keys that a stranger may try, as OpenSSH allows
	waiting    = 64               // connections that have not logged in: the oldest goes when another comes
	waitingOne = 32               // of them from one address
	idlers     = 16               // connections that have logged in, beyond the guests
	stuckAfter = 20 * time.Second // a guest whose terminal takes nothing for so long is gone
	lastWords  = time.Second      // for which an end waits for a terminal that does not read
	restAtMost = 30 * time.Second // for which an end waits for what draws or computes
	maxWidth   = 400              // cells of a guest's screen
	maxHeight  = 150
	settle     = 50 * time.Millisecond // between two sizes of a guest's screen
)

// cleanName makes the name of a user fit for a log, a screen and the : line: letters,
// digits and . _ - alone, 24 characters at most.
func cleanName(user string) string {
	const most = 24
	name := []rune(strings.ToValidUTF8(user, "_"))
	name = name[:min(len(name), most)]
	for i, r := range name {
		if r > unicode.MaxLatin1 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' && r != '-' {
			name[i] = '_'
		}
	}
	if len(name) == 0 {
		return "guest"
	}
	return string(name)
}

// cleanTerm is the kind of a terminal as its guest names it, or xterm where the name is
// none: a name finds files and programs where it is looked up.
func cleanTerm(term string) string {
	ok := len(term) > 0 && len(term) <= 64 && term[0] != '.' && term[0] != '-'
	for _, r := range term {
		ok = ok && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".+-_", r))
	}
	if !ok {
		return "xterm"
	}
	return term
}

// size is that of a screen in cells.
type size struct{ w, h int }

// cleanSize bounds what a guest says of a screen.
func cleanSize(w, h uint32) size {
	return size{int(min(max(w, 1), maxWidth)), int(min(max(h, 1), maxHeight))}
}

package chart

import "sync"

// Intern returns b as a string without allocating one that was asked for
// before: a screen says much the same in every frame. What it holds is bounded;
// a full table is forgotten and fills again. It may be called from anywhere.
func Intern(b []byte) string {
	interned.Lock()
	defer interned.Unlock()
	s, ok := interned.texts[string(b)] // the compiler makes no string for a look-up
	if !ok {
		if len(interned.texts) >= internMost {
			clear(interned.texts)
		}
		s = string(b)
		interned.texts[s] = s
	}
	return s
}

// internMost is far more than the texts of one frame, and little memory.
const internMost = 4096

var interned = struct {
	sync.Mutex
	texts map[string]string
}{texts: make(map[string]string)}

// scratch is the room in which texts are put together on the stack; longer ones
// allocate.
const scratch = 256

// Join puts parts together as + does, and interns the result.
func Join(parts ...string) string {
	var a [scratch]byte
	dst := a[:0]
	for _, p := range parts {
		dst = append(dst, p...)
	}
	return Intern(dst)
}

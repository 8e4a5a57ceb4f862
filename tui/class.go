package tui

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// A Class is those who look on at a screen, each by a name of their own. The screen
// draws pictures of itself for them, and takes the keys of the one to whom they are
// lent. All methods may be called from any goroutine; a nil Class has nobody in it.
type Class struct {
	limit func(...run.Params) error // what a guest with the keys may ask for

	mu       sync.Mutex
	looks    map[string]Look // of everybody, by name
	pictures map[Look]Picture
	holder   string // who has the keys; empty: the person at the screen
	keys     chan tea.KeyPressMsg
	news     []string // for the person at the screen
}

// A Look is what a terminal can show.
type Look struct {
	Profile colorprofile.Profile
	ASCII   bool
}

// A Picture is the screen as it was drawn.
type Picture struct {
	Text   string
	W, H   int // cells
	Number int // 0: nothing was drawn yet
}

// lentKeys is how many keys wait for the screen to take them, more than a line that is
// pasted has; a flood is dropped.
const lentKeys = 256

// NewClass is a class with nobody in it. limit is what whoever has the keys may make of
// the run.
func NewClass(limit func(...run.Params) error) *Class {
	return &Class{limit: limit, looks: map[string]Look{}, pictures: map[Look]Picture{}, keys: make(chan tea.KeyPressMsg, lentKeys)}
}

// Join adds somebody, and returns the name by which the class knows them: the one given,
// or with a number behind it where another has it.
func (c *Class) Join(name string, look Look) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	as := name
	for k := 2; ; k++ {
		if _, taken := c.looks[as]; !taken {
			break
		}
		as = fmt.Sprintf("%s-%d", name, k)
	}
	c.looks[as] = look
	c.tell(as + " looks on")
	return as
}

// Leave takes somebody out, with the keys if they have them.
func (c *Class) Leave(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	look := c.looks[name]
	delete(c.looks, name)
	if !c.wanted(look) {
		delete(c.pictures, look)
	}
	if c.holder == name {
		c.lend("")
		c.tell(name + " has left: the keys are back here")
		return
	}
	c.tell(name + " has left")
}

// tell keeps a few lines for the person at the screen. The caller holds the lock.
func (c *Class) tell(text string) {
	if c.news = append(c.news, text); len(c.news) > 5 {
		c.news = c.news[1:]
	}
}

func (c *Class) wanted(l Look) bool {
	for _, look := range c.looks {
		if look == l {
			return true
		}
	}
	return false
}

// lend gives the keys away, and forgets those that wait. The caller holds the lock.
func (c *Class) lend(name string) {
	c.holder = name
	for len(c.keys) > 0 {
		<-c.keys
	}
}

// Picture is the newest picture for a look.
func (c *Class) Picture(l Look) Picture {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pictures[l]
}

// Holder is who has the keys; empty: the person at the screen.
func (c *Class) Holder() string {
	if c == nil {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.holder
}

// Names are those in the class, in order.
func (c *Class) Names() (names []string) {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range c.looks {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Press is a key of one of the class; it reports whether they have the keys.
func (c *Class) Press(name string, key tea.KeyPressMsg) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holder != name {
		return false
	}
	select {
	case c.keys <- key:
	default: // more than the screen takes
	}
	return true
}

// wants lists the looks for which pictures are wanted.
func (c *Class) wants() (looks []Look) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, look := range c.looks {
		if !slices.Contains(looks, look) {
			looks = append(looks, look)
		}
	}
	return looks
}

func (c *Class) put(l Look, text string, w, h int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pictures[l] = Picture{text, w, h, c.pictures[l].Number + 1}
}

// takeNews hands out the oldest line.
func (c *Class) takeNews() string {
	if c == nil {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.news) == 0 {
		return ""
	}
	text := c.news[0]
	c.news = c.news[1:]
	return text
}

// showClass draws the screen for everybody who looks on. The cells are the same for all
// who have braille; their colours are those of each terminal.
func (m *Model) showClass() {
	own, ascii, dirty := m.palette, m.buf.ASCII, m.dirty
	for _, look := range m.opts.Class.wants() {
		m.buf.ASCII = ascii || look.ASCII
		m.dirty = dirty
		if m.buf.ASCII != ascii || m.opts.Class.Picture(look).Number == 0 {
			m.dirty = drawAll
		}
		m.paint()
		m.opts.Class.put(look, m.buf.String(chart.NewPalette(colours(look.Profile), m.theme())), m.w, m.h)
		if m.buf.ASCII != ascii {
			dirty = drawAll
		}
	}
	m.palette, m.buf.ASCII, m.dirty = own, ascii, dirty
}

// takeLent obeys the keys of the one who has them, and says what is new in the class.
func (m *Model) takeLent() {
	c := m.opts.Class
	if c == nil {
		return
	}
	if m.note.text == "" {
		if news := c.takeNews(); news != "" {
			m.say(news)
		}
	}
	for range lentKeys / 8 {
		select {
		case key := <-c.keys:
			if m.open != nil && m.open != m.lentOpen { // the person here is typing
				continue
			}
			m.lent = true
			if m.key(key) != nil { // clipboards, files, the end
				m.complain(ownMachine)
			}
			m.lent, m.lentOpen = false, m.open
		default:
			return
		}
	}
}

// takeBack closes what a guest has opened, before a key of the person here.
func (m *Model) takeBack() {
	if m.lentOpen != nil && m.open == m.lentOpen {
		m.open = nil
	}
	m.lentOpen = nil
}

// What guests are told.
const (
	ownFiles   = "guests write no files"
	ownLessons = "guests have no lessons here"
	ownMachine = "the keys are lent, the teacher's machine is not"
)

// byGuest reports whether a key is that of a guest: of one whose screen this is, or of
// one to whom the keys here are lent.
func (m *Model) byGuest() bool { return m.opts.Remote || m.lent }

// notForGuests says why a request that a guest makes is not made. The run of a guest
// knows its limits; that of the teacher has them only where the keys are lent.
func (m *Model) notForGuests(r live.Request) error {
	if !m.byGuest() {
		return nil
	}
	if err := live.Refuses(r); err != nil || !m.lent || m.frame == nil {
		return err
	}
	was := []run.Params{m.frame.Params}
	if m.frame.B != nil {
		was = append(was, m.frame.B.Params)
	}
	p := slices.Clone(was)
	acting := func(change func(*run.Params) bool) bool {
		ok := true
		for k := range p {
			if on := m.wantActs.or(m.frame.Acts); m.frame.B == nil || on == live.OnBoth || int(on) == k {
				ok = change(&p[k]) && ok
			}
		}
		return ok
	}
	ok := true
	switch r := r.(type) {
	case live.Assign:
		ok = acting(func(p *run.Params) bool { return run.Table.Set(p, r.Key, r.Text) == nil })
	case live.Go:
		for _, a := range r.Sets {
			ok = ok && acting(func(p *run.Params) bool { return run.Table.Set(p, a.Key, a.Text) == nil })
		}
	case live.Nudge:
		d, err := run.Table.Find(r.Key)
		ok = err == nil && acting(func(p *run.Params) bool { return d.Nudge(p, r.Dir) })
	case live.Split:
		p = append(p, p[0])
	case live.Open:
		plan, err := presets.Load(r.Name)
		if err == nil {
			p = make([]run.Params, 1)
			p[0], err = run.ParamsOf(plan)
		}
		ok = err == nil
	default:
		return nil
	}
	// What cannot be done the run says. What the teacher has made larger than guests may
	// is no reason, as long as it grows no more.
	if err := m.opts.Class.limit(p...); err != nil && ok && grows(was, p) {
		return err
	}
	return nil
}

// grows reports whether networks have more neurons or take more memory than before.
func grows(was, now []run.Params) bool {
	size := func(networks []run.Params) (neurons int, bytes float64, draws int) {
		for _, p := range networks {
			neurons, bytes, draws = neurons+p.Net.N, bytes+run.SessionNeed(p), max(draws, p.Metrics.Draws)
		}
		return
	}
	n0, b0, d0 := size(was)
	n1, b1, d1 := size(now)
	return n1 > n0 || b1 > b0 || d1 > d0
}

func classNames(m *Model) []string { return m.opts.Class.Names() }

// handTo lends the keys, or takes them back.
func handTo(m *Model, arg string) (tea.Cmd, string) {
	c := m.opts.Class
	switch names := c.Names(); {
	case c == nil:
		return nil, "nobody looks on: 'spiketop serve --follow' shows this screen to guests"
	case m.lent:
		return nil, "the keys are the teacher's to lend"
	case arg == "" && c.Holder() == "":
		return nil, "the keys are here; guests are " + orNobody(names)
	case arg != "" && !slices.Contains(names, arg):
		return nil, fmt.Sprintf("no guest %q; there are %s", arg, orNobody(names))
	}
	c.mu.Lock()
	c.lend(arg)
	c.mu.Unlock()
	if arg == "" {
		m.say("the keys are back here")
	} else {
		m.say(arg + " has the keys; :hand takes them back")
	}
	return nil, ""
}

func orNobody(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

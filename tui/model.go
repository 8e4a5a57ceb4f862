// Package tui is the screen: panes over the frames of a run, and keys that ask
// the run for things. It draws purely from frames, and never waits for the run.
package tui

import (
	"math"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"spiketop/internal/term"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// Model is the state of the screen: what is shown and how, nothing of the run.
type Model struct {
	opts  Options
	panes []slot
	keys  []Binding
	ends  ends
	frame *live.Frame // the newest; nil before the first
	held  *live.Frame // what the panes show while they are held; nil: they are not

	w, h     int // 0: not known yet
	profile  colorprofile.Profile
	noColor  bool // wished for by the environment
	light    bool // the terminal says that its background is light
	plain    bool // there are no colours
	palette  *chart.Palette
	buf      chart.Buffer
	placed   []placed
	arranged arrangement // what placed follows from
	shown    []bool      // which panes are placed
	spans    []tabSpan   // of the tab strip as it was last drawn
	caption  captionText
	text     string // the screen as it was last drawn
	cursor   *tea.Cursor
	dirty    drawing

	layout    Layout
	weights   weights
	folds     [most]fold
	silent    [most]bool // panes that have nothing to say, and are folded
	picked    picks
	guest     guest
	focus     int
	zoom      bool
	mouse     bool
	bare      bool    // without legends
	open      overlay // nil: none
	filtering bool    // the parameter pane shows only what matches

	ticks   int
	answer  answer
	drawnAt int // tick at which the panes were drawn
	note    note
	expects string // the parameter whose setting the last key asked for
	version uint64 // of the frame that was taken last
	newest  run.Message
	preset  string         // whose view was applied
	history []string       // of the command line
	ending  bool           // the last key asked whether the second network is to end
	newestB run.Message    // of the second network
	differs differenceText // between the two
	wheelAt int            // tick from which the wheel counts again

	looks  live.Look      // what the run knows to be on the screen
	lesson *taught        // nil: none goes on
	listed []*lesson.File // nil: nobody has asked for the list

	lent     bool    // the key that is being obeyed is of one who looks on
	lentOpen overlay // opened by such a key; nil: none

	wantRun   wish[bool]
	wantSpeed wish[float64]
	wantWatch wish[int]
	wantActs  wish[live.Whom]
}

// drawing is how much of the screen is out of date.
type drawing int

const (
	drawNothing drawing = iota
	drawBars            // header, message line, keys
	drawAll
)

// rate is how often the screen looks for a new frame.
const rate = 30

// At full speed the bars are drawn every third tick, the panes once a second and
// when a key is answered.
const (
	barEvery  = 3
	paneEvery = rate
)

// cellsPerTick is how many cells may be drawn at every tick: Bubble Tea looks at all
// of them, some 0.3 µs each. A larger screen has fewer frames a second.
const cellsPerTick = 20_000

// remoteEvery is how many ticks a frame stays on a screen somewhere else: many such
// screens share a machine.
const remoteEvery = 2

// newModel is the screen before anything is known.
func newModel(opts Options) *Model {
	m := &Model{opts: opts, panes: newPanes(), mouse: true}
	m.weights = weigh(m.panes, &presets.View{})
	m.focus = int(m.weights.order[0])
	m.keys = globals(m.panes)
	m.buf.ASCII, m.buf.Big = opts.ASCII, opts.Big
	m.usePalette()
	return m
}

type tickMsg struct{}

// tick is of the clock, not so long after the tick before: on a busy machine every tick
// comes late, and frames would be lost by as much.
func tick() tea.Cmd {
	return tea.Every(time.Second/rate, func(time.Time) tea.Msg { return tickMsg{} })
}

// Init starts the clock of the screen, and asks the terminal for its background.
func (m *Model) Init() tea.Cmd {
	begin := func() tea.Msg { return nil }
	if m.opts.Lesson != nil {
		begin = func() tea.Msg { return beginLesson{} }
	}
	return tea.Batch(m.nextTick(), tea.RequestBackgroundColor, begin)
}

// beginLesson begins the lesson that the program was called with.
type beginLesson struct{}

// inEnv takes from the environment what the screen looks like.
func (m *Model) inEnv(environ tea.EnvMsg) {
	m.noColor = environ.Getenv("NO_COLOR") != "" // any value but none, as no-color.org says
	m.usePalette()
}

// nextTick is soon while there is nothing to show.
func (m *Model) nextTick() tea.Cmd {
	if m.frame == nil {
		return tea.Tick(answerEvery, func(time.Time) tea.Msg { return tickMsg{} })
	}
	return tick()
}

// Update takes a message and, where the screen changed, draws it anew: View
// runs after every message and only hands out the drawn text.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	sent := m.answer.sent
	switch msg := msg.(type) {
	case answerMsg:
		m.takeFrame()
		cmd = m.answer.look()
	case tickMsg:
		m.tick()
		cmd = m.nextTick()
	case tea.WindowSizeMsg:
		m.w, m.h, m.dirty = max(0, msg.Width), max(0, msg.Height), drawAll
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.usePalette()
	case tea.BackgroundColorMsg:
		m.light = !msg.IsDark()
		m.usePalette()
	case tea.EnvMsg:
		m.inEnv(msg)
	case tea.KeyPressMsg:
		m.takeBack()
		cmd = m.key(msg)
	case tea.PasteMsg:
		cmd = m.typed(msg)
	case tea.MouseClickMsg:
		cmd = m.click(msg.Mouse())
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	case beginLesson:
		cmd = m.startLesson(m.opts.Lesson, m.opts.Step)
	case stepReady:
		cmd = m.takeStep(msg)
	case said:
		if m.say(msg.text); msg.bad {
			m.complain(msg.text)
		}
	case tea.ResumeMsg:
		m.dirty = drawAll
	}
	if look := m.answer.begin(sent); look != nil {
		cmd = tea.Batch(cmd, look)
	}
	if m.dirty != drawNothing && !m.behind() {
		m.draw()
		m.tellLook()
	}
	if m.opts.Cast != nil {
		cmd = m.record(cmd)
	}
	return m, cmd
}

// key finds who a key press is for: always quit and suspend, then what is open,
// then the focused pane, then everybody.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	m.dirty = drawAll
	key := msg.String()
	if key != "c" {
		m.ending = false
	}
	switch {
	case key == "ctrl+c" || key == "ctrl+z":
		return m.press(key)
	case m.tooSmall(): // nothing is seen of what a key would do
		if key == "q" {
			return quit(m, key)
		}
		return nil
	case m.open != nil:
		if b := bound(m.open.keys(), key); b != nil {
			return m.obey(b, key)
		}
		m.open.typed(m, msg)
		return nil
	}
	return m.press(key)
}

// typed hands pasted text to the line that is being edited.
func (m *Model) typed(msg tea.PasteMsg) tea.Cmd {
	m.dirty = drawAll
	msg.Content = strings.Join(strings.Fields(msg.Content), " ")
	if m.open != nil {
		m.open.typed(m, msg)
	}
	return nil
}

// tick looks for a new frame and lets old notes go.
func (m *Model) tick() {
	m.ticks++
	every := max(1, m.w*m.h/cellsPerTick)
	if m.opts.Remote {
		every = max(every, remoteEvery)
	}
	if m.fastForward() {
		every = max(every, barEvery)
	}
	m.takeLent()
	if m.behind() {
		every = math.MaxInt
	}
	if m.frame == nil || m.ticks%every == 0 {
		m.takeFrame()
	}
	m.settleFolds(false)
	if m.note.text != "" && m.ticks > m.note.until {
		m.clearNote()
	}
}

func (m *Model) takeFrame() {
	if f := m.opts.Source.Frame(); f != nil {
		m.receive(f)
	}
}

// receive takes a new frame.
func (m *Model) receive(f *live.Frame) {
	first := m.frame == nil
	m.frame = f
	answers := m.answer.receive(f)
	m.wantRun.settle(f.Running, m.ticks)
	m.wantSpeed.settle(f.Speed, m.ticks)
	m.wantWatch.settle(f.Watch, m.ticks)
	if !first && f.Version == m.version {
		return // a paused run: the same once more
	}
	m.version = f.Version
	if h := m.held; h != nil && (f.Preset != h.Preset || f.Step < h.Step) { // another run, or back in time
		m.held = nil
	}
	if n := len(f.Messages); n > 0 && f.Messages[n-1] != m.newest {
		m.newest = f.Messages[n-1]
		m.announce(m.newest)
	}
	m.receiveSecond(f)
	m.applyView()
	m.seeVerdict()
	if first {
		m.welcome()
	}
	m.dirty = max(m.dirty, drawBars)
	if answers || !m.fastForward() || m.ticks-m.drawnAt >= paneEvery {
		m.dirty = drawAll
	}
}

// applyView sets speed, weights, focus and layout as a newly opened preset wishes.
// Speed and layout that the person has settled go before.
func (m *Model) applyView() {
	if m.frame.Preset == m.preset || m.lesson != nil && m.answer.seen < m.lesson.taken { // or a frame of before the step
		return
	}
	m.preset = m.frame.Preset
	v := m.frame.View
	if m.opts.Speed > 0 {
		v.Speed = m.opts.Speed
	}
	if m.frame.Replay || m.lesson != nil {
		v.Speed = 0 // as fast as it goes, to its end
	}
	if m.opts.Layout != "" {
		v.Layout = m.opts.Layout
	}
	if v.Speed > 0 && v.Speed != m.frame.Speed && m.send(live.Speed{X: v.Speed}) {
		m.wantSpeed.set(v.Speed, m.ticks)
	}
	m.weights, m.picked, m.guest = weigh(m.panes, &v), picks{}, guest{}
	if i := paneNamed(m.panes, v.Focus); i >= 0 {
		m.focus = i
	} else if len(v.Large) > 0 {
		m.focus = int(m.weights.order[0])
	}
	if l := slices.Index(layoutNames, v.Layout); l >= 0 {
		m.layout = Layout(l)
	}
	if i := paneNamed(m.panes, m.opts.Zoom); i >= 0 { // once: presets opened later are seen as they wish
		m.focus, m.zoom, m.opts.Zoom = i, true, ""
	}
	m.settleFolds(true)
}

// fastForward reports whether drawing is reduced because the run goes as fast as it can.
func (m *Model) fastForward() bool { return m.running() && math.IsInf(m.speed(), 1) }

// behind reports whether the terminal has not taken yet what was drawn.
func (m *Model) behind() bool { return m.opts.Behind != nil && m.opts.Behind() }

func (m *Model) tooSmall() bool { return m.w < minW || m.h < minH }

// colours are those of a terminal.
func colours(p colorprofile.Profile) chart.Profile {
	switch p {
	case colorprofile.TrueColor:
		return chart.TrueColor
	case colorprofile.ANSI256:
		return chart.Colors256
	case colorprofile.ANSI:
		return chart.Colors16
	}
	return chart.NoColor
}

// usePalette chooses the colours by the terminal's profile.
func (m *Model) usePalette() {
	profile := chart.NoColor
	if !m.noColor {
		profile = colours(m.profile)
	}
	m.plain, m.buf.Few = profile == chart.NoColor, profile < chart.Colors256
	m.palette, m.dirty = chart.NewPalette(profile, m.theme()), drawAll
}

// maxTitle is how much of a name the window's title shows, in characters.
const maxTitle = 100

// View hands out the screen as it was last drawn.
func (m *Model) View() tea.View {
	v := tea.NewView(m.text)
	v.AltScreen = true
	v.Cursor = m.cursor
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = "spiketop"
	if m.preset != "" {
		v.WindowTitle = "spiketop " + term.Clean(m.preset, maxTitle)
	}
	return v
}

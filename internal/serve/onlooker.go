package serve

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"spiketop/tui"
)

// An onlooker is the screen of a guest who looks on at the screen of another: a picture
// of that screen in the middle of this one, cut where this one is smaller, and a line
// below it.
type onlooker struct {
	class  *tui.Class
	name   string
	look   tui.Look
	behind func() bool

	w, h   int
	number int    // of the picture shown
	holder string // of the keys, as shown
	text   string
	said   string // why a key did nothing
	until  time.Time
}

// onlookRate is how many pictures a second an onlooker sees.
const onlookRate = 15

type lookMsg struct{}

func (o *onlooker) next() tea.Cmd {
	return tea.Tick(time.Second/onlookRate, func(time.Time) tea.Msg { return lookMsg{} })
}

// Init implements tea.Model.
func (o *onlooker) Init() tea.Cmd { return o.next() }

// Update implements tea.Model.
func (o *onlooker) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case lookMsg:
		if !o.behind() {
			o.draw()
		}
		return o, o.next()
	case tea.WindowSizeMsg:
		o.w, o.h, o.number = msg.Width, msg.Height, -1
	case tea.KeyPressMsg:
		switch key := msg.String(); {
		case key == "ctrl+c":
			return o, tea.Quit
		case o.class.Press(o.name, msg):
		case key == "q":
			return o, tea.Quit
		default:
			o.said, o.until, o.number = "the keys are not yours: whoever runs this class may lend them", time.Now().Add(4*time.Second), -1
		}
	}
	return o, nil
}

// draw takes a new picture, if there is one.
func (o *onlooker) draw() {
	p, holder := o.class.Picture(o.look), o.class.Holder()
	if o.said != "" && (holder != o.holder || time.Now().After(o.until)) {
		o.said, o.number = "", -1
	}
	if p.Number == o.number && holder == o.holder {
		return
	}
	o.number, o.holder = p.Number, holder
	o.text = compose(p, o.w, o.h, o.status(p))
}

// status is the line below the picture.
func (o *onlooker) status(p tui.Picture) string {
	keys := "q leaves"
	switch {
	case o.said != "":
		return o.said
	case p.Number == 0:
		return "the screen comes …"
	case o.holder == o.name:
		keys = "the keys are yours; ctrl+c leaves"
	case o.holder != "":
		keys = o.holder + " has the keys; q leaves"
	}
	if p.W > o.w || p.H > o.h-1 {
		return fmt.Sprintf("%s; cut: the screen has %d×%d cells, this one %d×%d", keys, p.W, p.H, o.w, o.h-1)
	}
	return "you look on as " + o.name + "; " + keys
}

// compose puts a picture into the middle of w×h cells, and a line below it.
func compose(p tui.Picture, w, h int, below string) string {
	var b strings.Builder
	rows := h - 1
	lines := strings.Split(p.Text, "\n")
	lines = lines[:max(0, min(len(lines), rows))]
	top, left := max(0, (rows-p.H)/2), strings.Repeat(" ", max(0, (w-p.W)/2))
	for y := range rows {
		if k := y - top; k >= 0 && k < len(lines) {
			b.WriteString(left)
			if p.W > w {
				b.WriteString(ansi.Truncate(lines[k], w, ""))
				b.WriteString("\x1b[m")
			} else {
				b.WriteString(lines[k])
			}
		}
		b.WriteByte('\n')
	}
	b.WriteString(ansi.Truncate(below, w, "…"))
	return b.String()
}

// View implements tea.Model.
func (o *onlooker) View() tea.View {
	v := tea.NewView(o.text)
	v.AltScreen = true
	v.WindowTitle = "spiketop"
	return v
}

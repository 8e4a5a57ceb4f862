package tui

import (
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/measure"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
	"spiketop/tui/chart"
)

// mapPane shows a number over one or two parameters. Its cells are runs beside the
// live one; a cursor reads them.
type mapPane struct {
	cursor plane.At
	placed bool // the cursor was placed
	wide   int  // nudges from cell to cell; see plane.Around
	plot   chart.Plot
	bare   bool       // without the legend
	cells  chart.Rect // where the cells were drawn last, from the corner of the pane

	drawn  mapKey // what own was drawn of
	own    chart.Buffer
	titled mapKey // what head was made of
	head   string
}

// mapKey is all that the drawing of a map follows from. A map changes with a run, not
// with a frame: between two runs the pane is drawn once.
type mapKey struct {
	m                *plane.Map
	params           run.Params
	been             int
	cursor           plane.At
	placed           bool
	w, h             int
	ascii, big, bare bool
}

var _ = register(PaneKind{Name: "map", Digit: '8', New: func() Pane { return &mapPane{wide: 1} }, Weight: Folded, Shows: ofA,
	Turn: [2]string{"[", "]"}, Opened: func(m *Model) tea.Cmd {
		if m.frame != nil && m.frame.Map == nil {
			return m.ask("the map fills itself beside the run", live.Map{})
		}
		return nil
	}})

func (p *mapPane) SetLegend(on bool) { p.bare = !on }

// Silent: nothing is run for a map before somebody asks for it.
func (*mapPane) Silent(f *live.Frame) string {
	switch {
	case f.Map != nil:
		return ""
	case f.Params.Target.None():
		return fillsBare
	}
	return fillsTrained
}

// What 8 fills: the map of a run without a target, and with one.
var fillsBare, fillsTrained = fills("none"), fills("oscillation")

func fills(kind string) string {
	p := run.Table.Defaults()
	if err := run.Table.Set(&p, "target.kind", kind); err != nil {
		panic(err)
	}
	x, y := plane.UsualAxes(p)
	name := short(plane.Usual(!p.Target.None())[0])
	name = name[strings.LastIndexByte(name, '.')+1:]
	return "8 fills it: " + name + " over " + mustFind(x).Symbol + " and " + mustFind(y).Symbol
}

// short is a path as titles have it.
func short(path string) string { return strings.TrimSuffix(path, ".value") }

func (p *mapPane) Headline(f *live.Frame) string {
	m := f.Map
	if m == nil {
		return ""
	}
	if key := (mapKey{m: m, params: f.Params}); key != p.titled {
		p.titled, p.head = key, headlineOf(m, f)
	}
	return p.head
}

func headlineOf(m *plane.Map, f *live.Frame) string {
	text := chart.Join(short(m.Show), " ", plane.Text(m.At(nearestTo(m, &f.Params))), " here")
	if m.Trouble != "" && len(m.Cells) == 0 {
		text = m.Trouble
	}
	return chart.Join(text, " · ", progressOf(m))
}

// progressOf says how far a map is.
func progressOf(m *plane.Map) string {
	if !m.Working {
		return m.Note
	}
	text := chart.Join(whole(m.Made), " of ", whole(m.Total))
	if m.Note != "" {
		text = chart.Join(m.Note, ": ", text)
	}
	if m.Left > 0 {
		text = chart.Join(text, ", ", duration(m.Left.Seconds()), " left")
	}
	return text
}

// nearestTo is the cell nearest to where the run stands.
func nearestTo(m *plane.Map, p *run.Params) plane.At {
	at := func(x float64, a *plane.Axis) float64 {
		if math.IsNaN(x) {
			return 0
		}
		return min(max(x, 0), float64(a.Len()-1)) * plane.Sub
	}
	return m.Nearest(at(m.X.Of(p), &m.X), at(m.Y.Of(p), &m.Y))
}

// onMap is a Why: there is no map.
var onMap = ofFrame(func(f *live.Frame) string { return when(f.Map == nil, "there is no map yet; 8 fills one") })

func (p *mapPane) Keys() []Binding {
	return []Binding{
		{Keys: []string{"left", "right", "up", "down"}, Show: "←→↑↓", Short: "cell", Help: "read another cell", Why: onMap,
			Do: func(m *Model, key string) tea.Cmd { p.move(m.frame, key); return nil }},
		{Keys: []string{"enter"}, Short: "go there", Help: "take the live network to the cell: its parameters are set, u undoes", Do: p.enter, Why: onMap},
		{Keys: []string{"m"}, Short: "next number", Help: "the next number; :map PATH shows any", Why: onMap,
			Do: asking(func(f *live.Frame, _ string) live.Request {
				if f.Map == nil {
					return nil
				}
				return live.MapShow{Path: nextNumber(f.Map)}
			})},
		{Keys: []string{"[", "]"}, Show: "[ ]", Short: "window", Help: "a narrower, a wider window around where the run stands", Do: p.window, Why: onMap},
		{Keys: []string{"y"}, Short: "batch", Help: "the sweep that runs this window at a finer grid with more seeds, here or on a cluster", Do: mapBatch, Why: mapHasPlan},
		{Keys: []string{"P"}, Short: "figure", Help: "the map as a figure: an SVG file here", Do: p.figure, Own: ownFiles,
			Why: func(m *Model, key string) string {
				if m.opts.Figure == nil {
					return "nothing can be written here"
				}
				return onMap(m, key)
			}},
		{Keys: []string{"b"}, Help: "go on where the budget of the map ended", Do: func(m *Model, _ string) tea.Cmd {
			return m.ask("the map goes on", live.MapMore{})
		}, Why: ofFrame(func(f *live.Frame) string {
			return when(f.Map == nil || f.Map.Working || !strings.Contains(f.Map.Note, "goes on"), "the map has not stopped at its budget")
		})},
	}
}

// nextNumber is the path after the one shown.
func nextNumber(m *plane.Map) string {
	at := slices.Index(m.Choice, m.Show)
	if len(m.Choice) == 0 {
		return m.Show
	}
	return m.Choice[(at+1)%len(m.Choice)]
}

// at is the cell under the cursor: at first that of the run.
func (p *mapPane) at(f *live.Frame) plane.At {
	m := f.Map
	if !p.placed || p.cursor.I > plane.Sub*(m.X.Len()-1) || p.cursor.J > plane.Sub*(m.Y.Len()-1) {
		return nearestTo(m, &f.Params)
	}
	return p.cursor
}

// move moves the cursor to the next cell that way; cells between those of the grid
// are met too.
func (p *mapPane) move(f *live.Frame, key string) {
	m, from := f.Map, p.at(f)
	d := map[string]plane.At{"left": {I: -1}, "right": {I: 1}, "up": {J: 1}, "down": {J: -1}}[key]
	p.cursor, p.placed = from, true
	for k := 1; k <= plane.Sub; k++ {
		to := plane.At{I: from.I + k*d.I, J: from.J + k*d.J}
		if to.I < 0 || to.J < 0 || to.I > plane.Sub*(m.X.Len()-1) || to.J > plane.Sub*(m.Y.Len()-1) {
			return
		}
		if to.OnGrid() || m.Cell(to) != nil {
			p.cursor = to
			return
		}
	}
	// From between two rows or columns: onto the grid first.
	p.cursor = plane.At{I: (from.I + plane.Sub/2) / plane.Sub * plane.Sub, J: (from.J + plane.Sub/2) / plane.Sub * plane.Sub}
}

// Click moves the cursor to the cell under the mouse.
func (p *mapPane) Click(r chart.Rect, x, y int, f *live.Frame) live.Request {
	x, y = x-r.X, y-r.Y
	if f == nil || f.Map == nil || !p.cells.Contains(x, y) {
		return nil
	}
	i := steps(x-p.cells.X, p.cells.W, f.Map.X.Len())
	j := steps(p.cells.Y+p.cells.H-1-y, p.cells.H, f.Map.Y.Len())
	p.cursor, p.placed = f.Map.Nearest(i*plane.Sub, j*plane.Sub), true
	return nil
}

// enter takes the live network to the cell.
func (p *mapPane) enter(m *Model, _ string) tea.Cmd {
	f, at := m.frame, p.at(m.frame)
	var sets []presets.Assignment
	text := ""
	for k, a := range []*plane.Axis{&f.Map.X, &f.Map.Y} {
		value, ok := a.Text([]int{at.I, at.J}[k])
		if a.None() || !ok {
			continue
		}
		d, err := run.Table.Find(a.Key)
		if err != nil {
			m.complain(err.Error())
			return nil
		}
		if d.Format(&f.Params) == value {
			continue
		}
		sets = append(sets, presets.Assignment{Key: a.Key, Text: value})
		text = chart.Join(text, a.Key, " ", d.Format(&f.Params), " → ", value, "  ")
	}
	if len(sets) == 0 {
		m.say("the run is there already")
		return nil
	}
	undo := "u undoes"
	if len(sets) > 1 {
		undo = "u twice undoes"
	}
	return m.ask(chart.Join(text, "(", undo, ", r runs it from the start)"), live.Go{Sets: sets})
}

// window narrows or widens the window around where the run stands.
func (p *mapPane) window(m *Model, key string) tea.Cmd {
	wide := p.wide / 2
	if key == "]" {
		wide = p.wide * 2
	}
	if wide < 1 || wide > 8 {
		m.refuse(key, "the window is as "+map[string]string{"[": "narrow", "]": "wide"}[key]+" as it gets; :map KEY=LO:HI:STEP KEY=LO:HI:STEP sets any")
		return nil
	}
	var specs [2]string
	for k, a := range []*plane.Axis{&m.frame.Map.X, &m.frame.Map.Y} {
		if a.None() {
			continue
		}
		around, err := plane.Around(a.Key, m.frame.Params, wide)
		if err != nil {
			m.complain(err.Error())
			return nil
		}
		specs[k] = around.Spec()
	}
	p.wide, p.placed = wide, false
	return m.ask("another window around where the run stands", live.Map{X: specs[0], Y: specs[1]})
}

func mapHasPlan(m *Model, key string) string {
	if why := onMap(m, key); why != "" {
		return why
	}
	return when(m.frame.Map.Plan == nil, "the table does not say what was run")
}

// mapBatch shows how the window becomes a batch.
func mapBatch(m *Model, _ string) tea.Cmd {
	command, out := m.frame.Map.Batch()
	m.open = &sheet{
		title: "this map as a batch", width: 92,
		entries: []entry{{text: command}, {}, {text: "As a Slurm array of 20 tasks: the same with"}, {text: "--slurm 20 > sweep.sh && bash sweep.sh"}, {},
			{text: "The table is a map again with"}, {text: "spiketop map --from " + out}},
		more: []Binding{{Keys: []string{"y"}, Short: "copy", Rank: 2, Help: "copy the command", Do: func(m *Model, _ string) tea.Cmd {
			m.open = nil
			m.say("sent to the terminal's clipboard")
			return tea.SetClipboard(command)
		}}},
	}
	return nil
}

// said is what something beside the screen came to.
type said struct {
	text string
	bad  bool
}

// figure writes the map as a figure, beside the screen.
func (p *mapPane) figure(m *Model, _ string) tea.Cmd {
	shown, here, write := m.frame.Map, m.frame.Params, m.opts.Figure
	return func() tea.Msg {
		name, err := write(shown, here)
		if err != nil {
			return said{err.Error(), true}
		}
		return said{"written: " + name, false}
	}
}

// mapPaths are the numbers that :map may show.
func mapPaths(*Model) (out []string) {
	for _, c := range measure.Columns() {
		out = append(out, short(c.Path))
	}
	return out
}

// mapNamed shows another number on the map, or opens the map with other axes.
func mapNamed(m *Model, arg string) (tea.Cmd, string) {
	if m.frame == nil {
		return nil, needFrame(m, "")
	}
	first, second, _ := strings.Cut(arg, " ")
	second = strings.TrimSpace(second)
	key, _, _ := strings.Cut(first, "=")
	_, noParam := run.Table.Find(key)
	switch paths := mapPaths(m); {
	case strings.Contains(first, "=") || noParam == nil:
		for _, axis := range []string{first, second} {
			if _, err := plane.ParseAxis(axis, m.frame.Params); axis != "" && err != nil {
				return nil, "map " + axis + ": " + err.Error()
			}
		}
		m.focusMap()
		return m.ask("another map", live.Map{X: first, Y: second}), ""
	case arg != "" && !slices.Contains(paths, short(arg)):
		return nil, unknown("number", arg, paths)
	}
	m.focusMap()
	if m.frame.Map == nil && !m.send(live.Map{}) {
		return nil, ""
	}
	if arg != "" {
		return m.ask("the map of "+arg, live.MapShow{Path: arg}), ""
	}
	return nil, ""
}

func (m *Model) focusMap() { m.setFocus(paneNamed(m.panes, "map")) }

package live

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"spiketop/presets"
	"spiketop/run"
)

// What guests may not ask for is refused in words, and leaves no trace.
func TestGuestIsRefused(t *testing.T) {
	plan, err := presets.Load("dimension")
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "20"}})
	if err != nil {
		t.Fatal(err)
	}
	l := Limits{Neurons: 50, Bytes: 300e6}
	wrote := false
	r := NewRunner(s, func(context.Context, *run.Copy, string, string) (string, error) { wrote = true; return "", nil }, Guest(NewShare(1), l.Check))
	for _, c := range []struct {
		ask  Request
		want string
	}{
		{Write{Dir: "x"}, "guests write no files"},
		{Checkpoint{Dir: "x"}, "guests write no files"},
		{Map{}, "guests have no map"},
		{Bands{}, "guests have no seeds beside"},
		{Take{}, "guests have no lessons"},
		{Open{Name: "./x.toml"}, "guests open no files"},
		{Open{Name: "oscillation"}, "at most 50 neurons"},
		{Assign{Key: "net.n", Text: "51"}, "at most 50 neurons"},
		{Assign{Key: "target.file", Text: "/etc/passwd"}, "target.file is read when a run starts"},
		{Assign{Key: "metrics.draws", Text: "1001"}, "guests have at most 1000"},
		{Assign{Key: "record.windows", Text: "1000000"}, "at most 300 MB"},
	} {
		if !r.Send(c.ask) {
			t.Fatal("the box is full")
		}
		said := ""
		for end := time.Now().Add(time.Minute); !strings.Contains(said, c.want); time.Sleep(time.Millisecond) {
			if f := r.Frame(); f != nil && len(f.Messages) > 0 {
				said = f.Messages[len(f.Messages)-1].Text
			}
			if time.Now().After(end) {
				t.Fatalf("%+v: %q, want %q", c.ask, said, c.want)
			}
		}
	}
	left, _ := r.Close()
	if p := left.Params(); p.Net.N != 20 || left.Plan() != plan || wrote {
		t.Errorf("N %d, %s, written: %v", p.Net.N, left.Plan().Name, wrote)
	}
}

// Every request is one that guests may make, or is refused: a new one is named here.
func TestEveryRequestIsJudged(t *testing.T) {
	refused := map[string]Request{
		"Write": Write{}, "Checkpoint": Checkpoint{}, "Map": Map{}, "MapShow": MapShow{}, "MapMore": MapMore{},
		"Bands": Bands{}, "Take": Take{}, "Judge": Judge{},
	}
	free := map[string]Request{
		"Assign": Assign{}, "Nudge": Nudge{}, "Undo": Undo{}, "Redo": Redo{}, "Go": Go{}, "Run": Run{}, "Single": Single{}, "PauseAt": PauseAt{},
		"Speed": Speed{}, "Stop": Stop{}, "Back": Back{}, "Goto": Goto{}, "Shift": Shift{}, "Watch": Watch{}, "Look": Look{}, "Define": Define{},
		"Eigenvalues": Eigenvalues{}, "CancelEigenvalues": CancelEigenvalues{}, "Split": Split{}, "EndSecond": EndSecond{}, "Act": Act{},
		"Open": Open{Name: "oscillation"},
	}
	file, err := parser.ParseFile(token.NewFileSet(), "handle.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	ast.Inspect(file, func(n ast.Node) bool {
		sw, ok := n.(*ast.TypeSwitchStmt)
		if !ok {
			return true
		}
		for _, c := range sw.Body.List {
			for _, of := range c.(*ast.CaseClause).List {
				name := of.(*ast.Ident).Name
				known++
				q, yes := free[name]
				no := refused[name]
				switch {
				case yes && Refuses(q) != nil:
					t.Errorf("%s: %v", name, Refuses(q))
				case no != nil && Refuses(no) == nil:
					t.Errorf("guests may ask for %s", name)
				case !yes && no == nil:
					t.Errorf("may guests ask for %s? Refuses (guest.go) and this test say", name)
				}
			}
		}
		return true
	})
	if known != len(free)+len(refused) {
		t.Errorf("%d requests in handle.go, %d here", known, len(free)+len(refused))
	}
	for _, q := range []Request{nil, struct{}{}, Open{Name: "./x.toml"}, Open{Name: "/etc/passwd"}, Open{Name: "x.toml"}} {
		if Refuses(q) == nil {
			t.Errorf("guests may ask for %#v", q)
		}
	}
}

// Two networks of a guest have together what one may have, before the split and after,
// and a run that comes back from its past has its limits still.
func TestGuestOfTwo(t *testing.T) {
	plan, err := presets.Load("dimension")
	if err != nil {
		t.Fatal(err)
	}
	begin := func(n string, l Limits) *Runner {
		s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: n}})
		if err != nil {
			t.Fatal(err)
		}
		r := NewRunner(s, nil, Guest(NewShare(1), l.Check))
		r.Send(Run{})
		return r
	}
	said := func(r *Runner, want string, asks ...Request) {
		t.Helper()
		for _, q := range asks {
			r.Send(q)
		}
		waitFrame(t, r, func(f *Frame) bool {
			all := f.Messages
			if f.B != nil {
				all = slices.Concat(all, f.B.Messages)
			}
			return slices.ContainsFunc(all, func(m run.Message) bool { return strings.Contains(m.Text, want) })
		})
	}
	r := begin("30", Limits{Neurons: 50, Bytes: 300e6})
	said(r, "no second network: two networks of 60 neurons together: guests have at most 50", Split{})
	said(r, "two networks from here on", Assign{Key: "net.n", Text: "25"}, Split{})
	said(r, "two networks of 51 neurons together", Assign{Key: "net.n", Text: "26"})
	said(r, "two networks of 52 neurons together", Assign{Key: "net.n", Text: "20"}, Act{On: OnA}, Assign{Key: "net.n", Text: "32"})
	said(r, "net.n = 51: guests", EndSecond{}, Assign{Key: "net.n", Text: "51"})
	r.Close()

	p, err := run.ParamsOf(plan)
	if err != nil {
		t.Fatal(err)
	}
	p.Net.N = 30
	r = begin("30", Limits{Neurons: 1000, Bytes: 1.5 * run.SessionNeed(p)})
	said(r, "no second network: this would take", Split{})
	r.Close()
}

// The past of a recording takes little memory, and the run has its limits there.
func TestGuestOfRecording(t *testing.T) {
	s := recorded(t)
	n := s.Params().Net.N
	r := NewRunner(s, nil, Guest(NewShare(1), Limits{n, 300e6}.Check))
	for _, step := range []int64{200, 10} {
		r.Send(Goto{step})
		waitFrame(t, r, func(f *Frame) bool { return f.Step == step && !f.Running })
	}
	r.Send(Assign{Key: "net.n", Text: strconv.Itoa(n + 1)})
	waitFrame(t, r, func(f *Frame) bool {
		return len(f.Messages) > 0 && strings.Contains(f.Messages[len(f.Messages)-1].Text, "guests have at most")
	})
	if left, _ := r.Close(); left.Params().Net.N != n || r.past.Most() != guestPast {
		t.Errorf("N %d, %d bytes of moments", left.Params().Net.N, r.past.Most())
	}
}

// Runs of guests take turns: as many at a time as there are processors, and all get on.
func TestShare(t *testing.T) {
	plan, err := presets.Load("dimension")
	if err != nil {
		t.Fatal(err)
	}
	share := NewShare(1)
	var runners []*Runner
	for range 5 {
		s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.n", Text: "20"}})
		if err != nil {
			t.Fatal(err)
		}
		r := NewRunner(s, nil, Guest(share, Limits{50, 300e6}.Check))
		r.Send(Speed{X: 1e9}) // more than there is
		runners = append(runners, r)
	}
	for _, r := range runners {
		for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			if f := r.Frame(); f != nil && f.Step > 1000 {
				break
			}
			if time.Now().After(end) {
				t.Fatal("a run does not get on")
			}
		}
	}
	share.turns <- struct{}{} // the one processor is taken: nobody steps
	var at []int64
	for k := range 2 {
		for i, r := range runners {
			if k == 0 {
				at = append(at, r.session.Steps())
			} else if r.session.Steps() != at[i] {
				t.Error("a run steps out of turn")
			}
		}
	}
	<-share.turns
	for _, r := range runners {
		r.Close()
	}
	if len(share.turns) != 0 || len(share.analyses) != 0 {
		// an analysis that cannot be cancelled may still be at work
		for end := time.Now().Add(time.Minute); len(share.analyses) > 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
		}
	}
	if len(share.turns) != 0 || len(share.analyses) != 0 {
		t.Errorf("%d turns and %d analyses are not given back", len(share.turns), len(share.analyses))
	}
}

package run

import "fmt"

// undoLists are what undo takes back and what redo makes again, the next one last:
// indices into the log. They follow from the log alone.
type undoLists struct {
	seen         int // entries of the log
	undos, redos []int
}

// undoLists brings the lists up to date with the log.
func (s *Session) undoLists() *undoLists {
	u := &s.undo
	for ; u.seen < len(s.mem.Log); u.seen++ {
		l := &s.mem.Log[u.seen]
		undos, redos := len(u.undos), len(u.redos)
		switch {
		case l.By == Undoing && undos > 0:
			u.undos, u.redos = u.undos[:undos-1], append(u.redos, u.undos[undos-1])
		case l.By == Redoing && redos > 0:
			u.undos, u.redos = append(u.undos, u.redos[redos-1]), u.redos[:redos-1]
		case isChange(l):
			u.undos = append(u.undos, u.seen)
			if l.By == Hand {
				u.redos = u.redos[:0] // the change takes their place
			}
		}
	}
	return u
}

// isChange reports whether an assignment can be taken back: what happened once cannot.
func isChange(l *Logged) bool {
	d, err := Table.Find(l.Key)
	return err == nil && !d.Event && l.Text != l.Was
}

// Undo appends the value that the last change of a parameter replaced, at the
// present step: time does not run back and what was learned stays. Again, it takes
// back the change before, and so on.
func (s *Session) Undo() (string, error) {
	l := s.last(s.undoLists().undos)
	if l == nil {
		return "", fmt.Errorf("nothing to undo")
	}
	if err := s.byHand(l.Key, l.Was, Undoing); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s back to %s", l.Key, l.Was), nil
}

// Redo appends what the last undo took back, at the present step. A change by hand
// after an undo takes the place of what could be made again.
func (s *Session) Redo() (string, error) {
	l := s.last(s.undoLists().redos)
	if l == nil {
		return "", fmt.Errorf("nothing to redo")
	}
	if err := s.byHand(l.Key, l.Text, Redoing); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s again %s", l.Key, l.Text), nil
}

// NextUndo says what Undo would take back ("net.g 1.1 → 1"); "" for nothing.
func (s *Session) NextUndo() string {
	l := s.last(s.undoLists().undos)
	if l == nil {
		return ""
	}
	return fmt.Sprintf("%s %s → %s", l.Key, l.Text, l.Was)
}

// NextRedo says what Redo would make again; "" for nothing.
func (s *Session) NextRedo() string {
	l := s.last(s.undoLists().redos)
	if l == nil {
		return ""
	}
	return fmt.Sprintf("%s %s → %s", l.Key, l.Was, l.Text)
}

// last is the entry of the log that the last of the indices names, or nil.
func (s *Session) last(list []int) *Logged {
	if len(list) == 0 {
		return nil
	}
	return &s.mem.Log[list[len(list)-1]]
}

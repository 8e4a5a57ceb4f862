package term

import (
	"io"
	"time"
)

// What a Stream takes from a terminal that may be anybody's.
const (
	streamBurst = 120                    // units at once; what is beyond is dropped
	streamRate  = 60                     // units a second afterwards
	streamSlow  = 20 * time.Millisecond  // between two looks at a reader that gives more
	streamIdle  = 250 * time.Millisecond // a Read without units returns after this
)

// lastUnit is the last unit of a Stream that was ended: a report that the terminal has
// the focus. Nobody asks terminals for it, and a Stream lets none through.
const lastUnit = "\x1b[I"

// A Stream is the input of a terminal that is no file of this machine: what a [Scanner]
// lets through of a reader, and no more than a person types.
//
// Bubble Tea's reader of input hands on every key that it has read, and waits for ever
// where nobody takes the key. A program that is to leave nothing behind calls
// [Stream.End] before it quits, and quits when it gets the focus: the last unit.
type Stream struct {
	// Typed is called for every unit. Set it before the first Read.
	Typed func()

	bytes  chan []byte
	gone   chan struct{}
	end    chan struct{}
	closed chan struct{}
	scan   Scanner
	tokens float64
	last   time.Time // when tokens was right
	ended  bool      // the last unit was given
}

// NewStream reads from r until r fails or the Stream is closed.
func NewStream(r io.Reader) *Stream {
	s := &Stream{bytes: make(chan []byte), gone: make(chan struct{}), end: make(chan struct{}, 1),
		closed: make(chan struct{}), tokens: streamBurst, last: time.Now()}
	go func() {
		defer close(s.gone)
		for {
			b := make([]byte, 1024)
			n, err := r.Read(b)
			if n > 0 {
				select {
				case s.bytes <- b[:n]:
				case <-s.closed:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return s
}

// Gone is closed when the reader has failed: nothing more will come.
func (s *Stream) Gone() <-chan struct{} { return s.gone }

// End has Read give one unit more, the focus, and io.EOF then. What was not read is
// dropped.
func (s *Stream) End() {
	select {
	case s.end <- struct{}{}:
	default:
	}
}

// Close lets go of the reader, whose next bytes are dropped.
func (s *Stream) Close() { close(s.closed) }

// Read gives one unit, or 0, nil where none came for a while. It returns io.EOF after
// the last unit.
func (s *Stream) Read(p []byte) (int, error) {
	if s.ended {
		return 0, io.EOF
	}
	idle := time.NewTimer(streamIdle)
	defer idle.Stop()
	for {
		if n := s.take(p); n > 0 {
			return n, nil
		}
		var due <-chan time.Time
		if at, held := s.scan.Deadline(); held {
			due = time.After(max(0, time.Until(at)))
		}
		select {
		case <-s.end:
			s.ended = true
			return copy(p, lastUnit), nil
		case b := <-s.bytes:
			s.scan.Feed(b, time.Now())
		case <-due:
			s.scan.Expire(time.Now())
		case <-idle.C:
			return 0, nil
		}
	}
}

// take gives the next unit that the budget has room for.
func (s *Stream) take(p []byte) int {
	for {
		n := s.scan.one(p)
		if n == 0 {
			return 0
		}
		now := time.Now()
		s.tokens = min(streamBurst, s.tokens+now.Sub(s.last).Seconds()*streamRate)
		s.last = now
		switch {
		case string(p[:n]) == lastUnit:
		case s.tokens < 1:
			s.scan.forget()
			time.Sleep(streamSlow)
		default:
			s.tokens--
			if s.Typed != nil {
				s.Typed()
			}
			return n
		}
	}
}

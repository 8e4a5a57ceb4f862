package serve

import (
	"io"
	"sync"
	"time"
)

// What an outbox holds and writes.
const (
	outboxMost  = 1 << 20 // bytes; a screen that is behind draws nothing, so there are never so many
	outboxPiece = 4 << 10 // bytes of a write: a slow terminal is seen to go on
)

// An outbox is the way to a terminal that may not read: nobody who writes to it waits.
// A goroutine of its own writes to w.
type outbox struct {
	w    io.Writer
	wake chan struct{} // holds at most one
	over chan struct{} // closed when the goroutine has ended

	mu     sync.Mutex
	text   []byte
	since  time.Time // when the terminal took something last, or had nothing to take
	behind bool      // something is on its way
	closed bool      // no more is taken
	empty  *sync.Cond
}

func newOutbox(w io.Writer) *outbox {
	o := &outbox{w: w, wake: make(chan struct{}, 1), over: make(chan struct{})}
	o.empty = sync.NewCond(&o.mu)
	go o.run()
	return o
}

// Write implements io.Writer, and never waits or fails.
func (o *outbox) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || len(p) == 0 {
		return len(p), nil
	}
	if !o.behind {
		o.behind, o.since = true, time.Now()
	}
	if o.text = append(o.text, p...); len(o.text) > outboxMost {
		o.close()
	}
	o.signal()
	return len(p), nil
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// run writes until the outbox is closed or the writer fails.
func (o *outbox) run() {
	defer close(o.over)
	var piece []byte
	for range o.wake {
		for {
			o.mu.Lock()
			if len(o.text) == 0 || o.closed {
				o.behind = false
				if o.empty.Broadcast(); o.closed {
					o.mu.Unlock()
					return
				}
				o.mu.Unlock()
				break
			}
			n := min(len(o.text), outboxPiece)
			piece = append(piece[:0], o.text[:n]...)
			o.text = append(o.text[:0], o.text[n:]...)
			o.mu.Unlock()
			_, err := o.w.Write(piece)
			o.mu.Lock()
			if o.since = time.Now(); err != nil {
				o.close()
			}
			o.mu.Unlock()
		}
	}
}

// close has everything dropped. The caller holds the lock.
func (o *outbox) close() {
	o.closed, o.text = true, nil
	o.empty.Broadcast()
	o.signal()
}

// Close drops what was not written. The goroutine ends with the write that it is in.
func (o *outbox) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.close()
}

// Behind reports whether something is on its way that the terminal has not taken.
func (o *outbox) Behind() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.behind
}

// Stuck reports whether the terminal has taken nothing for so long, or the outbox is closed.
func (o *outbox) Stuck(d time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed || o.behind && time.Since(o.since) > d
}

// Drain waits until all is written, d at most.
func (o *outbox) Drain(d time.Duration) {
	t := time.AfterFunc(d, o.Close)
	defer t.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.behind && !o.closed {
		o.empty.Wait()
	}
}

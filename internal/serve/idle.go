package serve

import (
	"sync/atomic"
	"time"
)

// idle knows when a guest pressed a key last.
type idle struct{ last atomic.Int64 }

func newIdle() *idle {
	i := new(idle)
	i.reset()
	return i
}

func (i *idle) reset()               { i.last.Store(time.Now().UnixNano()) }
func (i *idle) since() time.Duration { return time.Duration(time.Now().UnixNano() - i.last.Load()) }

package cli

import (
	"os"
	"syscall"
)

// maxRSS is the most memory that a finished process had, in bytes; 0: not known.
func maxRSS(p *os.ProcessState) float64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return float64(u.Maxrss) * 1024
	}
	return 0
}

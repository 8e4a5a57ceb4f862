//go:build !linux

package cli

import "os"

// maxRSS is the most memory that a finished process had, in bytes; 0: not known.
func maxRSS(*os.ProcessState) float64 { return 0 }

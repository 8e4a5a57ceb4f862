package param

import (
	"fmt"
	"strings"
)

// Nearest returns the candidate closest to word by edit distance, or "" when
// none is close enough to be a likely slip of the finger.
func Nearest(word string, candidates []string) string {
	best, bestD := "", len(word)/2+2
	for _, c := range candidates {
		d := distance(word, c)
		// "tau_s" means "net.tau_s": the part after the dot counts too.
		if i := strings.LastIndexByte(c, '.'); i >= 0 {
			d = min(d, distance(word, c[i+1:])+1)
		}
		if d < bestD {
			best, bestD = c, d
		}
	}
	return best
}

func didYouMean(word string, candidates []string) string {
	if n := Nearest(word, candidates); n != "" {
		return fmt.Sprintf("nearest is %q", n)
	}
	return fmt.Sprintf("the first of them is %q", candidates[0])
}

// distance is Levenshtein's, on bytes of at most 64 characters.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diag
			if a[i-1] != b[j-1] {
				cost++
			}
			diag = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

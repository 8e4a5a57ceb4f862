package tui

import (
	"slices"
	"strings"
)

// fuzzy reports whether the letters of what was typed stand in a text in that
// order, and how well they fit: letters that begin a word count most, then
// letters that follow one another; of two such texts the shorter fits better.
func fuzzy(typed, text string) (score int, ok bool) {
	const never, starts, follows = -1 << 20, 4, 3
	letters, in := []rune(strings.ToLower(typed)), []rune(strings.ToLower(text))
	last := make([]int, len(in)) // the best score with the letters so far, the last of them here
	for i, letter := range letters {
		now := make([]int, len(in))
		before := never // the best of last to the left
		if i == 0 {
			before = 0
		}
		for j, r := range in {
			now[j] = never
			if r == letter {
				now[j] = before
				if i > 0 && j > 0 {
					now[j] = max(now[j], last[j-1]+follows)
				}
				if j == 0 || strings.ContainsRune(" ._-", in[j-1]) {
					now[j] += starts
				}
			}
			if i > 0 {
				before = max(before, last[j])
			}
		}
		last = now
	}
	score = never
	for _, s := range last {
		score = max(score, s)
	}
	return 100*score - len(in), score >= 0
}

// closest sorts the options that fit what was typed, the best first.
func closest(typed string, opts []option) []option {
	type fit struct {
		option
		score int
	}
	var fits []fit
	for _, o := range opts {
		if score, ok := fuzzy(typed, o.label); ok {
			fits = append(fits, fit{o, score})
		}
	}
	slices.SortStableFunc(fits, func(a, b fit) int { return b.score - a.score })
	var out []option
	for _, f := range fits {
		out = append(out, f.option)
	}
	return out
}

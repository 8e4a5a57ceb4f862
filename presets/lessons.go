package presets

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed lessons/*.toml
var lessons embed.FS

// listedLessons is how lessons are listed: in the order in which to take them.
var listedLessons = []string{"screen", "neurons", "gain", "rhythm", "pairs", "sequence", "noise", "cortex"}

// LessonNames lists the lessons.
func LessonNames() []string {
	entries, _ := fs.Glob(lessons, "lessons/*.toml")
	var names []string
	for _, name := range listedLessons {
		if _, err := LessonText(name); err == nil {
			names = append(names, name)
		}
	}
	for _, e := range entries {
		name := strings.TrimSuffix(strings.TrimPrefix(e, "lessons/"), ".toml")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// LessonText is the file of a lesson as it stands.
func LessonText(name string) (string, error) {
	b, err := lessons.ReadFile("lessons/" + name + ".toml")
	return string(b), err
}

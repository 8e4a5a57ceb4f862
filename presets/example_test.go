package presets_test

import (
	"fmt"

	"spiketop/presets"
)

// A preset is text: parameters at the start, and later assignments by time.
func ExampleParse() {
	f, err := presets.Parse("louder.toml", `
title = "Louder after two seconds"
[set]
"net.n" = 50
"net.noise" = 0.5
[[at]]
ms = 2000
set = { "net.g" = 1.5 }
`)
	if err != nil {
		panic(err)
	}
	fmt.Println(f.Name+":", f.Title)
	for _, a := range f.Set {
		fmt.Println("at the start", a.Key, "=", a.Text)
	}
	for _, e := range f.At {
		for _, a := range e.Set {
			fmt.Printf("at %g ms %s = %s (%s)\n", e.MS, a.Key, a.Text, f.Place(a.Line))
		}
	}
	_, err = presets.Parse("louder.toml", "[set]\n\"net.n\" = [50]\n")
	fmt.Println(err)
	// Output:
	// louder: Louder after two seconds
	// at the start net.n = 50
	// at the start net.noise = 0.5
	// at 2000 ms net.g = 1.5 (louder.toml:8)
	// louder.toml:2: net.n is an array; must be a number, true, false or a word
}

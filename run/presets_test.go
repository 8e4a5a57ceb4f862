package run

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"spiketop/presets"
)

// Every preset runs, and its full parameter set is the golden text: a default
// that changes shows in a diff.
func TestPresets(t *testing.T) {
	for _, name := range presets.Names() {
		t.Run(name, func(t *testing.T) {
			s := preset(t, name)
			var b strings.Builder
			for i := range Table {
				fmt.Fprintf(&b, "%s = %s\n", Table[i].Key, Table[i].TOML(&s.mem.Par))
			}
			golden.RequireEqual(t, []byte(b.String()))
			advance(s, 6000)
			if !s.net.Finite() {
				t.Error("not finite")
			}
		})
	}
}

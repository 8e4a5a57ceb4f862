package picture

import (
	"testing"

	"spiketop/tui/chart"
)

func BenchmarkPicture(b *testing.B) {
	buf := new(chart.Buffer)
	buf.Resize(120, 36)
	for k := range buf.Cells {
		buf.Cells[k] = chart.Cell{Rune: []rune("ab⣿─ ")[k%5], Role: chart.Role(k/50) % chart.NRoles}
	}
	b.Run("svg", func(b *testing.B) {
		for b.Loop() {
			SVG(buf, chart.Theme{}, "")
		}
	})
	b.Run("png", func(b *testing.B) {
		for b.Loop() {
			PNG(buf, chart.Theme{})
		}
	})
}

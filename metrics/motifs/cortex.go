package motifs

import (
	_ "embed"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed cortex.csv
var cortexCSV string

// CortexRow is one published motif count of cortex. Compare it at the same
// Statistic, the same P and against the same null only. Our weights have both
// signs in one neuron, and the published counts pool distances and cell classes:
// the comparison is no evidence of a mechanism.
type CortexRow struct {
	Dataset, Species, Area, Layer, Method string
	// P is the connection probability; NaN where the source does not say.
	P float64
	// Statistic is "pairs" (not induced: Graph.Motifs) or "induced triads"
	// (Graph.Triads); Motif names the row within it.
	Statistic, Motif string
	// RatioLo and RatioHi bound the count over its expectation in a random graph
	// of density P; NaN where there is none.
	RatioLo, RatioHi float64
	// RatioVsDegreeNull holds the count against graphs of the same degrees; NaN where
	// the source does not.
	RatioVsDegreeNull float64
	// AtRandom says that the source gives words and no number: the count is at the
	// level of a random graph.
	AtRandom     bool
	Note, Source string
}

// Cortex returns the published counts, in the order of cortex.csv.
func Cortex() []CortexRow { return slices.Clone(cortexRows()) }

var cortexRows = sync.OnceValue(func() []CortexRow {
	records, err := csv.NewReader(strings.NewReader(cortexCSV)).ReadAll()
	if err != nil {
		panic("motifs: cortex.csv: " + err.Error())
	}
	column := map[string]int{}
	for k, name := range records[0] {
		column[name] = k
	}
	rows := make([]CortexRow, 0, len(records)-1)
	for _, record := range records[1:] {
		text := func(name string) string {
			k, ok := column[name]
			if !ok {
				panic("motifs: cortex.csv has no column " + name)
			}
			return record[k]
		}
		number := func(name string) float64 {
			if text(name) == "" {
				return math.NaN()
			}
			x, err := strconv.ParseFloat(text(name), 64)
			if err != nil {
				panic("motifs: cortex.csv: " + err.Error())
			}
			return x
		}
		rows = append(rows, CortexRow{
			Dataset: text("dataset"), Species: text("species"), Area: text("area"),
			Layer: text("layer"), Method: text("method"),
			P: number("connection_probability"), Statistic: text("statistic"), Motif: text("motif"),
			RatioLo: number("ratio_lo"), RatioHi: number("ratio_hi"),
			RatioVsDegreeNull: number("ratio_vs_degree_null"),
			AtRandom:          text("at_random") == "yes", Note: text("note"), Source: text("source"),
		})
	}
	return rows
})

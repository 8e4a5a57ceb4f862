package motifs

import (
	"math"
	"strings"
	"testing"
)

func TestCortexTable(t *testing.T) {
	rows := Cortex()
	if len(rows) != 11 {
		t.Fatalf("%d rows", len(rows))
	}
	song := rows[0]
	if song.Dataset != "Song 2005" || song.P != 0.116 || song.RatioLo != 4 || song.RatioHi != 4 || !math.IsNaN(song.RatioVsDegreeNull) {
		t.Errorf("%+v", song)
	}
	microns := rows[4]
	if microns.RatioVsDegreeNull != 1.37 {
		t.Errorf("%+v", microns)
	}
	for k, row := range rows {
		if row.AtRandom != strings.Contains(row.Note, "random level") || (row.AtRandom && !math.IsNaN(row.RatioLo)) {
			t.Errorf("row %d: at random level %v: %+v", k, row.AtRandom, row)
		}
		if row.Source == "" || row.Species == "" || (row.Statistic != "pairs" && row.Statistic != "induced triads") {
			t.Errorf("row %d: %+v", k, row)
		}
		if row.RatioLo > row.RatioHi || row.P*row.RatioHi > 1 {
			t.Errorf("row %d: ratio %g – %g at p = %g", k, row.RatioLo, row.RatioHi, row.P)
		}
	}
	rows[0].Dataset = "changed"
	if Cortex()[0].Dataset != "Song 2005" {
		t.Error("the table can be changed from outside")
	}
}

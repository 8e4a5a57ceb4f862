package rundir

import (
	"io"

	"spiketop/internal/disk"
	"spiketop/measure"
)

// Analysis are the files of the analysis of a matrix, but for its pictures. rows is
// what a row of the matrix was in its file; a column of each table repeats it.
func Analysis(s *measure.Summary, rows string) []disk.File {
	files := []disk.File{{Name: "summary.json", Write: func(w io.Writer) error {
		_, err := w.Write(s.JSON())
		return err
	}}}
	files = append(files, disk.File{Name: "eigenvalues.csv", Write: func(w io.Writer) error {
		return table(w, []string{"when", "re", "im", "outlier", "rows"}, func(row func(...string)) {
			eigenvalueRows("file", s.Spectrum.Now, func(cells ...string) { row(append(cells, rows)...) })
		})
	}}, disk.File{Name: "motifs.csv", Write: func(w io.Writer) error {
		return table(w, append(motifColumns(), "rows"), func(row func(...string)) {
			motifRows(s.Motifs, func(cells ...string) {
				if cells[0] != "weighted_blocks" { // a file has no types
					row(append(append([]string{"file"}, cells...), rows)...)
				}
			})
		})
	}})
	return files
}

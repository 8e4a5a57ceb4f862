// Package report is the study behind the findings: its runs, what is measured of
// each run, the thresholds of the findings, the intervals over seeds, and the
// text and figures.
//
// A [Study] plans runs. [Study.Fill] measures each run once and appends a row to
// rows.csv. A row has the numbers of the run's summary (package measure) and
// those that the study adds. [Study.Write] computes everything else from rows.csv
// alone: a figure or a verdict has no other source.
package report

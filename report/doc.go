// Package report is the study behind the findings: which runs it takes, what is
// measured of each, the thresholds a finding has to pass, the intervals over
// seeds, and the text and figures that say so.
//
// A Study plans runs. Fill makes one row of each, appended to rows.csv as they
// finish. Everything after that is computed from rows.csv alone: a figure or a
// verdict has no other source.
package report

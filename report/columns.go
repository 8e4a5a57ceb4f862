package report

import (
	"fmt"
	"math"
	"strconv"

	"spiketop/metrics"
)

// column is a number of a row.
type column struct{ name, help string }

// columns are all numbers, in the order of rows.csv. A cell is empty where the
// number is not defined or not of this kind of run.
var columns = allColumns()

func allColumns() []column {
	c := []column{
		{"score", "free-running score: mean correlation of drive and target over neurons and tests"},
		{"nrmse", "error of the tests in units of the targets' spread"},
		{"frobenius_before", "‖W(0)‖_F"},
		{"frobenius", "‖W‖_F"},
		{"frobenius_change", "‖W − W(0)‖_F"},
		{"self_rms", "√(ΣW_ii²/N)"},
		{"gain", "Ḡ: mean response gain over the target, spikes per τ_m and unit drive"},
		{"gain_square", "⟨G²⟩"},
		{"lag", "lag of the uncoupled neurons behind the rhythm, ms, weighed by G²/noise"},
		{"radius_before", "R_b of W(0)"},
		{"modulus_before", "max|λ| of W(0)"},
		{"radius", "R_b of W"},
		{"modulus", "max|λ| of W"},
		{"outliers", "eigenvalues beyond R_b(1 + 1.6/√N)"},
		{"rest_radius", "largest |λ| that is no outlier"},
		{"modulus_noself", "max|λ| with self-connections zeroed"},
		{"outliers_noself", "outliers with self-connections zeroed"},
		{"share", "c = Σ_out|λ|²/‖W‖_F²"},
		{"rho_outliers", "Σ_out Re λ²/‖W‖_F², what outliers alone make of ρ_rec"},
		{"rho_outliers_noself", "the same with self-connections zeroed"},
	}
	for k := 1; k <= leads; k++ {
		for _, what := range [][2]string{{"lead", "eigenvalue of W"}, {"predicted", "predicted eigenvalue, nothing fitted"}, {"gw", "eigenvalue of diag(G)W"}} {
			if what[0] == "gw" && k > 1 {
				continue
			}
			c = append(c, column{fmt.Sprintf("%s%d_re", what[0], k), fmt.Sprintf("number %d with Im ≥ 0, real part: %s", k, what[1])},
				column{fmt.Sprintf("%s%d_im", what[0], k), "its imaginary part"})
		}
	}
	for _, m := range [][2]string{{"rec", "reciprocal"}, {"con", "convergent"}, {"div", "divergent"}, {"chn", "chain"}} {
		c = append(c, column{"rho_" + m[0], m[1] + " correlation of the weights"})
	}
	for _, m := range []string{"rec", "div", "chn"} {
		c = append(c, column{"rho_" + m + "_z1", "z against null 1"}, column{"rho_" + m + "_z2", "z against null 2"})
	}
	c = append(c, column{"rho_rec_null2", "mean of null 2"}, column{"rho_div_null2", "mean of null 2"},
		column{"rho_rec_before", "of W(0)"}, column{"rho_div_before", "of W(0)"},
		column{"rho_rec_chg", "of W − W(0)"}, column{"rho_div_chg", "of W − W(0)"})
	for _, g := range graphs {
		for _, m := range []string{"rec", "con", "div", "chn"} {
			c = append(c, column{"strong_" + g.name + "_" + m, "pairs over chance in the strong 10 % of " + g.text})
		}
		for _, m := range []string{"rec", "con", "div", "chn"} {
			c = append(c, column{"strong_" + g.name + "_" + m + "_null2", "the same ratio in null 2"}, column{"strong_" + g.name + "_" + m + "_z2", "z against null 2"})
		}
		c = append(c, column{"strong_" + g.name + "_rec_null3", "the same ratio in null 3"}, column{"strong_" + g.name + "_rec_z3", "z against null 3"})
	}
	for _, name := range metrics.TriadNames[3:] {
		c = append(c, column{"triad_" + name, "induced triads in the strong 10 % of W over null 4"}, column{"triad_" + name + "_z4", "z against null 4"})
	}
	for _, d := range densities {
		for _, m := range []string{"rec", "con", "div", "chn"} {
			c = append(c, column{d.column(m), fmt.Sprintf("pairs over chance in the strongest %g of W", d.p)})
		}
		c = append(c, column{d.column("correlation"), "(P_rec − p²)/(p(1 − p))"},
			column{d.column("rec_degree"), "reciprocal pairs over null 3"}, column{d.column("rec_z3"), "z against null 3"})
		for _, m := range []string{"021D", "021U", "021C"} {
			c = append(c, column{d.column(m), "induced triads over chance"})
		}
	}
	c = append(c,
		column{"g_eff", "effective gain, computed"}, column{"theory", "(1 − g_eff²)²"},
		column{"theory_w", "linear theory of this W, T_w = 1000 ms, correlation"}, column{"theory_w300", "T_w = 300 ms"},
		column{"theory_w2000", "T_w = 2000 ms"}, column{"theory_w_cov", "T_w = 1000 ms, covariance"},
		column{"gain_lif", "mean γ of LIF neurons"}, column{"gain_qif", "mean γ of QIF neurons"},
		column{"rate_lif", "Hz"}, column{"rate_qif", "Hz"}, column{"silent", "neurons that never fired"})
	for _, w := range countWindows {
		c = append(c, column{"d" + w.name, "D at T_w = " + w.name + " ms"}, column{"d" + w.name + "_se", "jackknife standard error"},
			column{"windows" + w.name, "windows behind it"})
	}
	return append(c, column{"d1000_cov", "D of the covariance, T_w = 1000 ms"})
}

// cells is the row as text.
func (v values) cells() []string {
	out := make([]string, len(columns))
	known := 0
	for k, c := range columns {
		x, ok := v[c.name]
		if ok {
			known++
		}
		if ok && !math.IsNaN(x) && !math.IsInf(x, 0) {
			out[k] = strconv.FormatFloat(x, 'g', -1, 64)
		}
	}
	if known != len(v) {
		for name := range v {
			if _, ok := columnAt[name]; !ok {
				panic("report: no column " + name)
			}
		}
	}
	return out
}

// columnAt is the place of a column.
var columnAt = func() map[string]int {
	at := map[string]int{}
	for k, c := range columns {
		at[c.name] = k
	}
	return at
}()

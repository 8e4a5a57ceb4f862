package experiment

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"

	"spiketop/metrics"
)

// Summary is every headline number of a run with its doubt: summary.json. Its
// names are a contract. Undefined numbers are NaN here and null there, and a
// warning says why.
type Summary struct {
	Program  string `json:"program"`
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`

	Status string `json:"status"` // Done, Interrupted or Failed
	Reason string `json:"reason,omitempty"`

	Preset string    `json:"preset"`
	Title  string    `json:"title"`
	Seed   int       `json:"seed"`
	N      int       `json:"n"`
	QIF    float64   `json:"qif"`
	G      float64   `json:"g"`
	Params allParams `json:"params"` // as they stand at the end; run.toml has the start and every change

	Steps     int64   `json:"steps"`
	Simulated float64 `json:"simulated_seconds"`
	Episode   int     `json:"episode"`         // how often the network was rebuilt
	OfEpisode float64 `json:"episode_seconds"` // simulated since then
	Changes   int     `json:"changes"`         // assignments since step 0

	Rate      Rates            `json:"rate_hz"`
	Gain      ByType           `json:"gain"`
	GEff      Doubt            `json:"g_eff"`
	Dimension DimensionSummary `json:"dimension"`
	Training  TrainingSummary  `json:"training"`
	Weights   WeightSummary    `json:"weights"`
	Spectrum  SpectrumSummary  `json:"spectrum"`
	Motifs    MotifSummary     `json:"motifs"`

	Warnings []string `json:"warnings"` // all of the above, and those of the run

	Wall    Num     `json:"wall_seconds"` // null: the run waited for a screen
	Timings Timings `json:"timings"`

	spectrum metrics.Spectrum // now and before: for eigenvalues.csv
	before   metrics.Spectrum
	motifs   [3]*MotifResult // before, after, change; nil: not computed, or nothing to see
}

// How a run ended.
const (
	Done        = "done"
	Interrupted = "interrupted"
	Failed      = "failed"
)

// Num is a number that may be undefined: NaN and infinities are null in JSON.
type Num float64

// Defined reports whether there is a number.
func (x Num) Defined() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes null for what JSON has no number for.
func (x Num) MarshalJSON() ([]byte, error) {
	if !x.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

// Doubt is a number with its standard error and what may mislead about it.
type Doubt struct {
	Value    Num      `json:"value"`
	SE       Num      `json:"se"`
	Warnings []string `json:"warnings"`
}

// ByType is a number for each type of neuron.
type ByType struct {
	LIF Doubt `json:"lif"`
	QIF Doubt `json:"qif"`
}

// Rates are the mean rates in Hz; the standard error is over neurons.
type Rates struct {
	ByType
	Seconds Num `json:"measured_seconds"`
}

// DimensionSummary is the participation ratio over N, and what theory says.
type DimensionSummary struct {
	Value     Num      `json:"value"`
	SE        Num      `json:"se"`
	Windows   int      `json:"windows"`
	WindowMS  float64  `json:"window_ms"`
	Estimator string   `json:"estimator"`
	Raw       Num      `json:"raw"` // before the correction for sampling
	Active    int      `json:"active"`
	Silent    int      `json:"silent"`
	Theory    Num      `json:"theory"`        // (1 − g_eff²)²
	TheoryOfW Num      `json:"theory_this_w"` // linear response of this very W
	Warnings  []string `json:"warnings"`
}

// TrainingSummary is how well the targets were learned.
type TrainingSummary struct {
	Passes        int      `json:"passes"` // in which RLS acted
	Tests         int      `json:"tests"`  // free-running, since training last acted
	Score         Num      `json:"score"`  // of the tests
	ScoreSE       Num      `json:"score_se"`
	NRMSE         Num      `json:"nrmse"`
	Trained       bool     `json:"trained"`
	ScoreByPass   []Num    `json:"score_by_pass"` // with learning on, where LearnedByPass says so
	NRMSEByPass   []Num    `json:"nrmse_by_pass"`
	LearnedByPass []bool   `json:"learned_by_pass"`
	ScoreByTest   []Num    `json:"score_by_test"`
	NRMSEByTest   []Num    `json:"nrmse_by_test"`
	Warnings      []string `json:"warnings"`
}

// WeightSummary is how large the weights are.
type WeightSummary struct {
	Before  Num `json:"frobenius_before"`
	Now     Num `json:"frobenius"`
	Change  Num `json:"frobenius_change"` // ‖W − W_before‖
	SelfRMS Num `json:"self_rms"`         // √(Σ W_ii²/N)
	ByBlock struct {
		LIFfromLIF Num `json:"lif_from_lif"`
		LIFfromQIF Num `json:"lif_from_qif"`
		QIFfromLIF Num `json:"qif_from_lif"`
		QIFfromQIF Num `json:"qif_from_qif"`
	} `json:"frobenius_by_block"`
}

// SpectrumSummary is where the eigenvalues lie.
type SpectrumSummary struct {
	SpectrumNumbers
	Before        SpectrumNumbers `json:"before"`
	OutlierValues [][2]Num        `json:"outlier_values"`
	Predicted     [][2]Num        `json:"predicted"` // outliers expected of target and composition, nothing fitted
	PredictedNote string          `json:"predicted_note"`
	OutlierShare  Num             `json:"outlier_share"` // Σ_out |λ|²/‖W‖²
	FromOutliers  Num             `json:"reciprocity_from_outliers"`
	Warnings      []string        `json:"warnings"`
}

// SpectrumNumbers are those of one matrix.
type SpectrumNumbers struct {
	BulkRadius Num `json:"bulk_radius"`
	MaxModulus Num `json:"max_modulus"`
	Outliers   int `json:"outliers"`
	Threshold  Num `json:"threshold"`
	RestRadius Num `json:"rest_radius"`
}

// MotifSummary is the motif statistics of W.
type MotifSummary struct {
	Weighted      FourTests        `json:"weighted"`        // null: weights shuffled among the synapses
	Blocks        FourTests        `json:"weighted_blocks"` // null: shuffled within type blocks
	Before        map[string]Num   `json:"weighted_before"`
	Strong        FourCounts       `json:"strong"`        // strong graph; ratio to a random graph, z by type blocks
	StrongDegree  FourTests        `json:"strong_degree"` // null: graphs of the same degrees
	Edges         int              `json:"strong_edges"`
	Triads        map[string]int64 `json:"triads"`   // induced, of the strong graph
	TriadZ        map[string]Num   `json:"triads_z"` // null: same dyads, U|MAN
	TriadDegreeZ  map[string]Num   `json:"triads_degree_z"`
	CortexDensity map[string]Num   `json:"reciprocal_ratio_at_density"` // at the densities of cortex.csv
	Warnings      []string         `json:"warnings"`
}

// FourTests are the four pair motifs against one null.
type FourTests struct {
	Null       string `json:"null"`
	Reciprocal Tested `json:"reciprocal"`
	Convergent Tested `json:"convergent"`
	Divergent  Tested `json:"divergent"`
	Chain      Tested `json:"chain"`
}

// Tested is a statistic against its null.
type Tested struct {
	Value    Num      `json:"value"`
	Z        Num      `json:"z"`
	P        Num      `json:"p"`
	Mean     Num      `json:"mean"`
	SD       Num      `json:"sd"`
	Draws    int      `json:"draws"`
	Note     string   `json:"note,omitempty"`
	Warnings []string `json:"warnings"`
}

// FourCounts are the four pair motifs of the strong graph.
type FourCounts struct {
	Null       string  `json:"null"`
	Reciprocal Counted `json:"reciprocal"`
	Convergent Counted `json:"convergent"`
	Divergent  Counted `json:"divergent"`
	Chain      Counted `json:"chain"`
}

// Counted is a count: Ratio = Count/Expected, Expected in a random graph of the
// same density; Z, P, NullMean and NullSD are against the null.
type Counted struct {
	Ratio    Num      `json:"ratio"`
	Count    int      `json:"count"`
	Expected Num      `json:"expected"`
	Z        Num      `json:"z"`
	P        Num      `json:"p"`
	NullMean Num      `json:"null_mean"`
	NullSD   Num      `json:"null_sd"`
	Draws    int      `json:"draws"`
	Warnings []string `json:"warnings"`
}

// Timings are wall times in seconds; with wall_seconds all that differs between
// two summaries of the same run.
type Timings struct {
	Run      Num `json:"run"`
	Analysis Num `json:"analysis"`
}

// JSON is summary.json.
func (s *Summary) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic("experiment: summary: " + err.Error()) // there is no value that JSON cannot hold
	}
	return b.Bytes()
}

// allParams writes every parameter in the order of Table.
type allParams Params

// MarshalJSON writes {"net.n": 200, …}.
func (p allParams) MarshalJSON() ([]byte, error) {
	q := Params(p)
	var b bytes.Buffer
	for i, d := range Table {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		b.WriteString(strconv.Quote(d.Key) + ":" + d.TOML(&q)) // numbers, switches and plain words read alike
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

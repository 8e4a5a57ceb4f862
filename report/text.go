package report

import (
	"fmt"
	"strings"

	"spiketop/learn"
	"spiketop/run"
)

// This file holds the words of the report. Book.fill puts numbers of the study and
// its parameters in place of the names in braces.

// story is a finding in words.
type story struct {
	title, question string
	figures         []string
	warnings        []string
}

var stories = []story{
	{"Dimension follows the linear form, rescaled by the gain",
		"Does D = PR/N of spike counts fall with coupling as that of a linear network, (1 − x²)², when x is the coupling times the slope " +
			"of the f–I curves, and does composition enter through that slope alone? x = g_eff is computed from the measured rates; nothing is fitted.",
		[]string{"dimension.svg", "dimension-gain.svg", "windows.svg"},
		[]string{
			"Near g_eff = 1 D is steep and the linear theory ends: those gains are measured and drawn, and not judged.",
			"At T_w = 2000 ms there are {half the windows} windows for {N} neurons, fewer than two for each: the correction for sampling is large there.",
			"R² alone tells little between falling one-parameter forms: see the rival fits.",
		}},
	{"The patterns are learned",
		"After {passes} passes of FORCE, does the network reproduce its targets on its own? Score: mean correlation of drive and target over neurons and {tests} free-running tests.",
		[]string{"score.svg"}, nil},
	{"Weight strength depends on composition",
		"Do networks of LIF neurons learn the same pattern with smaller weights than networks of QIF neurons? ‖W‖_F = √ΣW_ij².",
		[]string{"weights.svg"}, nil},
	{"Outliers in the spectrum",
		"Does training push a few eigenvalues of W out of the disc of radius R_b that random weights of the same variance fill, and is where they go what theory says?",
		[]string{"spectrum.svg", "outliers.svg"},
		[]string{
			"R_b is the radius of a random matrix of the same variance, not of what is left of the disc: the rest of a trained spectrum lies far inside (column 'rest within'), and max|λ|/R_b depends on ‖W‖_F too.",
			"Outliers are counted beyond R_b(1 + 1.6/√N). Self-connections, which dense training lets grow, are part of the spectrum; 4d zeroes them.",
			"'Off by' is the distance to the nearest of the three leading predicted eigenvalues, relative to |λ|; ou has no prediction.",
		}},
	{"Reciprocal motifs for oscillation and sequence",
		"Do pairs of neurons end up connected both ways more strongly, or more often, than chance would have it?",
		[]string{"reciprocal.svg", "definitions.svg"},
		[]string{
			"The change W − W(0) is mostly the erasure of W(0), which has no motif: what was learned is diluted in it. The finding is about W.",
			"Self-connections are left out of every motif statistic.",
		}},
	{"Abundance of reciprocal motifs depends on time constant and composition",
		"Does ρ_rec fall with the synaptic time constant, through zero where ωτ = 1, as theory has it: ρ_rec = c·⟨Re(1 + iωτ)²⟩/⟨|1 + iωτ|²⟩, " +
			"for one frequency c·cos(2 arctan ωτ), with c = Σ_out|λ|²/‖W‖_F² measured? And is it lowest in mixed networks?",
		[]string{"tau.svg", "rhythm.svg"},
		[]string{
			"c is measured, not predicted: the law says how the outliers' angle makes reciprocity, not how large the outliers' share is.",
			"At τ_s = 5 ms many networks are not trained: with and without them stand side by side.",
			"Seeds whose ρ_rec does not cross zero within the τ_s measured have no crossing and are missing from 6c (its n).",
		}},
	{"Divergent motifs for sequences only",
		"Do the outputs of a neuron share a common part (ρ_div), or do a neuron's strong outputs gather (divergent pairs), and in which patterns?",
		[]string{"divergent.svg", "definitions.svg"},
		[]string{
			"7a and 7c leave a gap between .005 and .015, so their intervals are disjoint where both hold.",
			"The finding holds for the common part of a neuron's outputs. On strong graphs unequal out-strengths alone make divergence, most in the rhythm: 7e to 7h are the finding under those definitions.",
		}},
	{"No local motif for ou",
		"Does training on paths without structure (τ_c = {τ_c} ms) leave the connectivity without pair motifs, at τ_s = {τ_s} ms?",
		[]string{"ou.svg"},
		[]string{"'No motif' is a matter of the band: ρ_rec is significantly below zero, most in LIF-only networks, which have fewer reciprocal pairs than chance."}},
	{"Comparison with human and mouse cortex",
		"How do the counts of a trained network compare with published counts, for the same statistic, at the same density, against the same null?",
		[]string{"cortex.svg"},
		[]string{
			"There is no threshold: the finding is that the comparison can be made like with like. It counts as held only if every published row has its counterpart: same statistic, same density, with its source. For rodents that is so where the source gives a density; for human cortex the sources give no number to stand beside, only words (Peng et al. 2024: about chance).",
			"Signed weights without Dale's law, no distances, no cell classes, a threshold instead of a synapse: a comparison of numbers, and no evidence that cortex learned this way.",
		}},
}

// What stands above the tables of findings.
const (
	aboutGains = "Theory says that what neurons answer, and not what they are told, is fixed by the target: then ‖W‖_F·Ḡ, with Ḡ the mean response gain over the target, " +
		"is the same for all compositions. It is a prediction and has no threshold:\n\n"
	aboutRhythm = "**The rhythm's eigenvalue.** Sustaining one frequency ω needs an eigenvalue of diag(G)W at 1 + iω(τ_s + lag); the lag is that of uncoupled neurons " +
		"driven by the target, weighed by G²/noise, so nothing is fitted. " +
		"The last two columns take the lag as a delay instead, e^{iω·lag}; they were added when the rows were there, and nothing is judged by them:\n\n"
	aboutNulls = "Every definition side by side. z₁: weights shuffled; z₂: shuffled within LIF/QIF blocks; z₃: graphs of the same degrees; {draws} draws each, means over seeds. " +
		"z grows with the number of pairs: the effect comes first.\n\n"
	aboutDegrees  = "Null 3 keeps out-degrees and with them every divergent count: on a strong graph divergence is *fixed by degrees*, and has no z there.\n\n"
	aboutTriads   = "**Three neurons at a time**: induced triads of the strong {strong} of W over graphs of the same mutual, one-way and absent pairs (null 4), with z, means over seeds; all patterns, for comparison:\n\n"
	aboutCortex   = "Published counts beside the strong graph of W cut at the same density (means over seeds; – where the source gives no density or no ratio):\n\n"
	aboutSameNull = "The same null for both: reciprocal pairs over graphs of the same degrees. In mouse V1 (Turner et al. 2022) they are 1.37 × that null, z 1.8. " +
		"Free of the bound 1/p is (P_rec − p²)/(p(1 − p)): .40 in Song et al. 2005, .036 in Turner et al. 2022.\n\n"
)

// What stands above and among the limits.
const (
	circularText = "Not a part of this study. `spiketop sweep sequence --set target.circular=true --over {composition}=0,0.5,1 --seed {seed} --seeds 10 --out circular.csv` runs it: " +
		"each row stands beside that of the open sequence here, of the same seed."
	fastText      = "With τ_s well below 0.3 τ_c = {fast} ms:\n\n"
	loneOU        = "LIF-only ou has fewer reciprocal pairs than chance"
	badlyTrained  = "QIF-only networks that train badly"
	badText       = "Some QIF-only networks of oscillation, rhythm or sequence did in exploratory runs. "
	selfText      = "Sparse networks have none; dense training with one P lets them grow. Zeroed afterwards in the spectrum (motifs never count them):\n\n"
	halfMinusOne  = "half minus QIF only"
	halfMinusZero = "half minus LIF only"
)

// The first and the last page.
const (
	openingText = "# Findings\n\nHow do the type of neuron, the strength of random coupling and imposed patterns shape a network's dimension and its trained connectivity? " +
		"The question is that of a conference abstract (Acevedo, Gonzalo Cogno & Mato 2025), which gives no parameters: nothing here is set against its figures. " +
		"What is tested is whether its findings, in our words, come out in the model of docs/SCIENCE.md, by how much, and where they stop.\n\n"
	quickText = "**This is the {name} study**: {seeds} seeds and few points. A verdict needs {fewest} seeds, so that most are *undecided* here; the intervals say what to expect.\n\n"
	runText   = "## What was run\n\n- The **{name}** study, `spiketop findings{flags}`, by {program}: {runs} runs, seeds {seed} to {last seed} ({seed} to {last few} where runs are dear). " +
		"The presets as they stand, with what a row's columns say: N = {N}; {of patterns}, {passes} passes, {tests} tests for patterns; {of dimension}, {windows} windows of {T_w} ms for the dimension.\n"
	freshText    = "**Fresh seeds, but not a blind test.** Nothing was run on these seeds while the program was made; definitions and thresholds, however,"
	notTestText  = "**Not a test.** These seeds were looked at while the report was made, and definitions and thresholds"
	chosenText   = " were chosen after about 200 exploratory runs of the same model. The thresholds are one table in the code, `report/thresholds.go`, written before any row of the full study was looked at and not changed since.\n"
	intervalText = "- **Intervals** are 95 % t intervals over seeds (mean ± t·s/√n, t of n − 1 degrees of freedom); compositions and patterns are paired by seed. They are one interval a cell, not simultaneous ones. " +
		"A cell *holds* if its interval lies wholly on the passing side, *fails* if wholly off it, else it is *undecided*; with fewer than {fewest} seeds it is undecided. " +
		"A check is as good as its worst cell, a finding as its worst main check: with many cells that is a hard test to hold, and one cell in forty fails by chance where the truth is on the edge.\n"
	nullText  = "- **Nulls**: {draws} draws each. 1: weights shuffled; 2: shuffled within LIF/QIF blocks; 3: graphs of the same degrees; 4: graphs of the same dyads.\n\n"
	filesText = "`rows.csv` has a row for each run: {key} name it; then every number below; `status` and `reason` say how it went. " +
		"A number that the summary of a run has too stands under the same name and is the same: `spiketop run points/NAME.toml --seed SEED --json` prints it. Names that begin with `study.` are the study's own. " +
		"Everything on these pages follows from it. `points/PRESET-nN-pP-qF-gG-tauT….toml` opens a cell at its first seed in the explorer; `spiketop run FILE --out DIR` writes that run with all its matrices.\n\n"
)

// Labels of figures.
const (
	compositionAxis = "fraction of QIF neurons f_Q"
	weightsCaption  = "Left: ‖W‖_F (log scale) against composition; lines: what the LIF-only network predicts for the others if ‖W‖_F·Ḡ is constant. Right: that product."
)

// notes explain why a check does not hold, as far as it is known. They are shown
// only where the check does not hold, and change no verdict.
var notes = map[string]string{
	"1a": " Towards g_eff = 1 D is steep and differs from one network to the next, so that intervals outgrow the band; in LIF-only networks D lies below the closed form there, at every window.",
	"1d": " The band is that of single networks, and this mean lies at its edge.",
	"1g": " As 1a, with half as many windows.",
	"1h": " The linear theory of this W lies above D in strongly coupled LIF networks: they are more correlated than linear response has it. Where it is undecided, networks differ.",
	"1i": " As 1h.",
	"3b": " The common rhythm's ‖W‖_F depends on the phases that a seed draws, more than on the last QIF neurons.",
	"4g": " A lag that is a delay turns the eigenvalue and does not lengthen it, as 1 + iω(τ_s + lag) does; the table's last columns have that form.",
	"4h": " The QIF-only sequence is met in its modulus (outliers.svg) and missed in its angle.",
	"5d": " The most inhibitory weights of the sequence make its baseline, which all neurons share: they diverge (definitions.svg) more than they come in pairs.",
	"5e": " W − W(0) is for the most part the erasure of W(0), in which there is no motif.",
	"5g": " The LIF-only rhythm lies at the lower edge of the band.",
	"5h": " The LIF-only rhythm lies at the lower edge of the band.",
	"6f": " What the law leaves out, the eigenvalues within the disc, is of that size there.",
	"6g": " In mixed networks the eigenvalues of W do not lie at the angle of those of diag(G)W.",
	"7e": " On strong graphs divergence is a matter of unequal output strengths, and largest for the rhythm.",
	"7f": " As 7e.",
	"7g": " As 7e; the most inhibitory weights of the sequence diverge as much as the rhythm's.",
	"7h": " As 7e; type blocks are not what makes it.",
	"8c": " |W| gathers the large weights of either sign, so that neurons with large outputs diverge a little.",
}

// fill puts numbers in place of the names in braces.
func (b book) fill(text string) string {
	pattern, ou, free := starts()[patterns[0]], starts()["ou"], starts()[spontaneous]
	return strings.NewReplacer(
		"{name}", b.Name, "{flags}", b.flags(), "{runs}", fmt.Sprint(b.runs()),
		"{seeds}", fmt.Sprint(b.Seeds), "{fewest}", fmt.Sprint(fewest),
		"{seed}", fmt.Sprint(b.Seed), "{last seed}", fmt.Sprint(b.Seed+b.Seeds-1), "{last few}", fmt.Sprint(b.Seed+b.Few-1),
		"{N}", fmt.Sprint(b.N), "{windows}", fmt.Sprint(b.windows(b.N)), "{half the windows}", short(float64(b.windows(b.N))*window()/2000), "{T_w}", short(window()),
		"{passes}", fmt.Sprint(pattern.Learn.Passes), "{tests}", fmt.Sprint(pattern.Learn.Tests), "{draws}", fmt.Sprint(pattern.Metrics.Draws),
		"{strong}", percent(pattern.Metrics.Strong), "{τ_s}", short(pattern.Net.TauS), "{τ_c}", short(ou.Target.Tau), "{fast}", short(.3*ou.Target.Tau),
		"{of patterns}", spelt(pattern, "net.p", "net.noise", "net.t_ref", "net.g", "net.tau_s", "learn.lambda"), "{of dimension}", spelt(free, "net.p", "net.noise", "net.t_ref"),
		"{composition}", first.FractionKey(), "{key}", strings.Join(keyColumns, ", "),
	).Replace(text)
}

// spelt names parameters with their values.
func spelt(p run.Params, keys ...string) string {
	var words []string
	for _, key := range keys {
		d, err := run.Table.Find(key)
		must(err)
		words = append(words, strings.TrimSpace(d.Symbol+" = "+d.Format(&p)+" "+d.Unit))
	}
	return strings.Join(words, ", ")
}

func percent(x float64) string { return short(100*x) + " %" }

// bare is a number below 1 as statisticians write it: .6.
func bare(x float64) string { return strings.TrimPrefix(short(x), "0") }

// notTrained says when a network counts as untrained.
var notTrained = "score < " + bare(learn.TrainedScore)

package report

// notes say, for checks that do not hold, what is known of why. They are read
// only then; they explain, and change no verdict.
var notes = map[string]string{
	"1a": " Towards g_eff = 1 D is steep and differs from one network to the next, so that intervals outgrow the band; in LIF-only networks D lies below the closed form there, at every window.",
	"1d": " The band is that of single networks, and this mean lies at its edge.",
	"1g": " As 1a, with half as many windows.",
	"1h": " The linear theory of this W lies above D in strongly coupled LIF networks: they are more correlated than linear response has it. Where it is undecided, networks differ.",
	"1i": " As 1h.",
	"3b": " The common rhythm's ‖W‖_F depends on the phases that a seed draws, more than on the last QIF neurons.",
	"4g": " A lag that is a delay turns the eigenvalue and does not lengthen it, as 1 + iω(τ_s + lag) does; the table's last column has that form.",
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

package chart

import "math/bits"

// spelling writes a character with ASCII ones. Text may use several; a cell
// takes the one of alone, or the first of these.
var spelling = map[rune]string{
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'η': "eta", 'θ': "theta", 'κ': "kappa",
	'λ': "lambda", 'μ': "mu", 'µ': "mu", 'ν': "nu", 'ξ': "xi", 'π': "pi", 'ρ': "rho", 'σ': "sigma", 'τ': "tau",
	'φ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega", 'Γ': "Gamma", 'Δ': "d", 'Π': "Pi", 'Σ': "sum", 'Ω': "Omega",
	'⁰': "^0", '¹': "^1", '²': "^2", '³': "^3", '⁴': "^4", '⁻': "^-", 'ᵀ': "^T",
	'₀': "0", '₁': "1", '₂': "2", '₃': "3", '₄': "4", 'ᵢ': "i", 'ⱼ': "j", 'ₖ': "k",
	'±': "+-", '−': "-", '–': "-", '—': "-", '‐': "-", '‑': "-", '×': "x", '÷': "/", '·': ".", '•': "*", '…': "..",
	'≈': "~", '≃': "~", '∼': "~", '≤': "<=", '≥': ">=", '≠': "!=", '√': "sqrt ", '∞': "inf", '∫': "int ", '∈': " in ",
	'∝': "~", '∂': "d", '‖': "||", '∣': "|", '⟨': "<", '⟩': ">", '†': "^+", '°': " deg", '½': "1/2", '¼': "1/4",
	'→': "->", '←': "<-", '↑': "^", '↓': "v", '↔': "<->", '⇒': "=>", '⏎': "enter", '↵': "enter",
	'“': "\"", '”': "\"", '„': "\"", '‘': "'", '’': "'", '«': "<<", '»': ">>",
	'é': "e", 'è': "e", 'ê': "e", 'á': "a", 'à': "a", 'â': "a", 'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'ó': "o",
	'í': "i", 'ï': "i", 'ñ': "n", 'ç': "c", 'å': "a", 'ø': "o", 'Ö': "Oe", 'Ü': "Ue", 'Ä': "Ae", 'É': "E",
	0xa0: " ", 0x2009: " ", 0x202f: " ", 0x2002: " ", 0x2003: " ",
}

// alone is how a single cell looks in ASCII.
var alone = map[rune]byte{
	'─': '-', '━': '=', '┄': '-', '┅': '=', '┈': '.', '┉': '.', '╌': '-', '╍': '=', '═': '=', '╴': '-', '╶': '-', '╸': '=', '╺': '=',
	'│': '|', '┃': '|', '┆': ':', '┇': ':', '┊': ':', '¦': ':', '┋': ':', '╎': ':', '╏': ':', '║': '|', '╵': '|', '╷': '|', '╹': '|', '╻': '|',
	'╭': '+', '╮': '+', '╯': '+', '╰': '+', '┌': '+', '┐': '+', '└': '+', '┘': '+',
	'├': '+', '┤': '+', '┬': '+', '┴': '+', '┼': '+', '╪': '+', '╫': '+', '╋': '+',
	'▁': '_', '▂': '.', '▃': '-', '▄': '=', '▅': '+', '▆': '*', '▇': '%', '█': '#',
	'▏': '|', '▎': '-', '▍': '-', '▌': '=', '▋': '=', '▊': '=', '▉': '#', '▐': '=', '▕': '|',
	'▀': '^', '▔': '^', '▖': '.', '▗': '.', '▘': '\'', '▝': '\'', '░': '.', '▒': ':', '▓': '%', '■': '#', '□': 'n', '▪': '*',
	'●': '@', '○': 'c', '◉': '@', '◆': '%', '◇': 'o', '☼': '&', '▲': '^', '△': 'A', '▼': 'v', '▽': 'V', '▶': '>', '▷': '>', '◀': '<', '►': '>', '◄': '<',
	'★': '*', '☆': '*', '✓': 'v', '✔': 'v', '✗': 'x', '✕': 'x', '✘': 'x', '⚠': '!', '⏸': '=', '⏵': '>', '‹': '<', '›': '>', '⊕': '+', '⊗': 'x', '∘': 'o',
}

// spell returns r in ASCII, "" if it has no width of its own.
func spell(r rune) string {
	if r < 0x80 {
		if r < ' ' || r == 0x7f {
			return ""
		}
		return asciiBytes[r : r+1]
	}
	if s, ok := spelling[r]; ok {
		return s
	}
	n := narrow(r)
	if n == 0 {
		return ""
	}
	c := asciiCell(n)
	return asciiBytes[c : c+1]
}

// asciiBytes holds every ASCII character at its own index, so that spell allocates nothing.
var asciiBytes = func() string {
	b := make([]byte, 128)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}()

// asciiCell is the one ASCII character for a cell. A braille cell becomes
// denser with its dots: ' . : * #, the mark above or below the middle as the
// dots are.
func asciiCell(r rune) byte {
	switch {
	case r == 0:
		return ' '
	case r < 0x80:
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return byte(r)
	case r >= brailleBase && r <= brailleBase+0xff:
		dots := uint8(r - brailleBase)
		switch n := bits.OnesCount8(dots); {
		case n == 0:
			return ' '
		case n <= 2 && dots&brailleLower == 0:
			return '\''
		case n <= 2 && dots&^brailleLower == 0:
			return '.'
		case n <= 4:
			return ':'
		case n <= 6:
			return '*'
		}
		return '#'
	}
	if c, ok := alone[r]; ok {
		return c
	}
	if s, ok := spelling[r]; ok {
		return s[0]
	}
	return '?'
}

package chart

// TypeLook is how one neuron type is told from the others: by colour and by shape.
type TypeLook struct {
	Role   Role   // its colour everywhere
	Mark   rune   // a point
	Hollow rune   // a point that counts less
	Pen    Pen    // a curve
	Line   string // two cells of that curve, for a legend
	ASCII  string // the same where there is only ASCII
}

// The last type has the first look, however many types there are.
var typeLooks = [...]TypeLook{
	{TypeRest, '●', '○', Pen{Role: TypeRest, ASCII: '*'}, "──", "**"},
	{TypeA, '■', '□', Pen{Role: TypeA, Dash: 2, ASCII: '.'}, "┄┄", ".."},
	{TypeB, '▲', '△', Pen{Role: TypeB, Dash: 3, ASCII: '+'}, "┈┈", "++"},
	{TypeC, '▼', '▽', Pen{Role: TypeC, Dash: 5, ASCII: 'x'}, "╌╌", "xx"},
}

// noType is the look of what has no type.
var noType = TypeLook{Plain, '◆', '◇', Pen{Role: Plain, ASCII: '*'}, "──", "**"}

// LookOf returns the look of the k-th of so many neuron types. From the fifth on
// looks come again.
func LookOf(k, of int) *TypeLook {
	switch {
	case k < 0 || k >= of:
		return &noType
	case k == of-1:
		return &typeLooks[0]
	}
	return &typeLooks[1+k%(len(typeLooks)-1)]
}

// TypeRole is the colour of the k-th of so many neuron types.
func TypeRole(k, of int) Role { return LookOf(k, of).Role }

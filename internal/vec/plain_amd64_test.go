package vec

// plain turns the assembler off until the function it returns is called.
func plain() func() {
	was := Fast
	Fast = false
	return func() { Fast = was }
}

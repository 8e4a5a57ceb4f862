package vec

func use(l Level) { Have = l }

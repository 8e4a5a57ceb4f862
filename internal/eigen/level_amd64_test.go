package eigen

import "spiketop/internal/vec"

func use(l vec.Level) { vec.Have = l }

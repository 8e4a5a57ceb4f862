package sim

import (
	"testing"

	"spiketop/internal/vec"
)

func setFast(_ *testing.T, on bool) { vec.Fast = on }

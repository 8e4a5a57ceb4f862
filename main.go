// Spiketop is an htop for spiking networks: it shows a network of LIF and QIF
// neurons while it runs, is trained and is changed by a few keys, and runs the
// same experiments without a screen.
package main

import (
	"os"

	"spiketop/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Live: cli.Screen}))
}

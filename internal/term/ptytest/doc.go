// Package ptytest runs a program on a pseudo terminal, for tests, and says what the
// program left behind there. It is for Linux.
package ptytest

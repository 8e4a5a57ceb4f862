package tui

// Register lets tests outside of this package add a pane.
var Register = register

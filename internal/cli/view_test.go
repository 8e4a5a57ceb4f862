package cli

import (
	"strings"
	"testing"

	"spiketop/presets"
)

// A file whose view names a pane that is none is not shown: one line says where.
func TestScreenChecksTheView(t *testing.T) {
	f, err := presets.Parse("my.toml", "title = \"t\"\n[view]\nsmall = [\"motivs\"]\n")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Screen(LiveOptions{File: f})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), `my.toml:3: view.small = "motivs"; nearest is "motifs"`) {
		t.Errorf("it says %v", err)
	}
}

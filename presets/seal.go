package presets

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// A recorded run begins with sealHead and the version, and ends with sealEnd and
// a checksum of what is before: whatever the place where a file was cut, one of
// the two tells.
const (
	sealHead = "# Recorded by spiketop "
	sealEnd  = "# End. sha256 "
)

// unsealed are the versions whose recordings have no seal.
var unsealed = regexp.MustCompile(`^0\.[0-2](\.|$)`)

// Seal makes the text of a recorded run the file.
func Seal(version, text string) string {
	text = strings.ReplaceAll(text, "\n"+sealEnd, "\n\\u0023"+sealEnd[1:]) // a line of a string may look like the end
	text = sealHead + version + ". A checksum is the last line: without it the file was cut.\n" + text
	return text + sealEnd + checksum(text) + "\n"
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// checkSeal reports whether a file is only the beginning of a recorded run, and
// whether its text is another than the one that was recorded.
func (f *File) checkSeal(text string) (cut, edited bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	at := strings.LastIndex(text, "\n"+sealEnd) + 1
	if at == 0 {
		return strings.HasPrefix(text, sealHead) || f.Run.Version != "" && !unsealed.MatchString(f.Run.Version), false
	}
	sum := text[at+len(sealEnd):]
	if len(sum) < hex.EncodedLen(sha256.Size) {
		return true, false
	}
	return false, strings.TrimSuffix(sum, "\n") != checksum(text[:at])
}

package guards

import (
	"embed"
	"strings"
)

//go:embed */testdata/*.txt
var transcripts embed.FS

// Transcripts are the worked cases of a guard of this build, a text each: events
// in, decisions out. Its test runs them.
func Transcripts(guard string) (texts []string) {
	folder := strings.ReplaceAll(guard, "_", "") + "/testdata"
	files, err := transcripts.ReadDir(folder)
	if err != nil {
		return nil // a guard without any
	}
	for _, f := range files {
		if text, err := transcripts.ReadFile(folder + "/" + f.Name()); err == nil {
			texts = append(texts, string(text))
		}
	}
	return texts
}

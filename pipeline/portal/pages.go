package portal

import (
	"embed"
	"html/template"
)

//go:embed templates/*.html
var templates embed.FS

func parsePages() (*template.Template, error) {
	return template.New("").Option("missingkey=error").ParseFS(templates, "templates/*.html")
}

package dossier

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/instant"
)

// Form is the form of the JSON, which schemas/dossier.schema.json describes.
const Form = "dossier/v1"

// document is the dossier for programs: the facts, with what the laws ask and
// what is left to people.
type document struct {
	Maat string `json:"maat"`
	*Facts
	Page     string     `json:"page"` // Markdown
	Articles []answered `json:"articles"`
	Open     []left     `json:"open"`
}

// answered is an article with the chapters that answer it.
type answered struct {
	Article  string    `json:"article"`
	Asks     string    `json:"asks"`
	Chapters []chapter `json:"chapters"`
}

// left is a place that is left to a person.
type left struct {
	Number   int      `json:"number"`
	By       string   `json:"by"`
	Articles []string `json:"articles"`
	Chapter  chapter  `json:"chapter"`
	What     string   `json:"what"`
}

// JSON is the dossier for programs. Moments are RFC 3339 in UTC or null, spans
// are whole seconds.
func JSON(f *Facts) ([]byte, error) {
	b := &builder{facts: f, left: places(f)}
	d := document{Maat: Form, Facts: f}
	if f.Page != nil {
		d.Page = f.Page.Markdown()
	}
	for _, one := range demands() {
		d.Articles = append(d.Articles, answered{one.law.articles([]string{one.ref}, b.language()), b.in(one.asks), one.in})
	}
	for i, p := range b.left {
		names := make([]string, len(p.refs))
		for k := range p.refs {
			names[k] = p.law.articles(p.refs[k:k+1], b.language())
		}
		d.Open = append(d.Open, left{i + 1, b.in(fillers[p.by]), names, p.in, b.in(p.what)})
	}
	out, err := json.Marshal(d, json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(writeMoment), json.MarshalToFunc(writeSpan),
	)), jsontext.WithIndent("  "))
	return append(out, '\n'), err
}

func writeMoment(e *jsontext.Encoder, at instant.Time) error {
	if at == 0 {
		return e.WriteToken(jsontext.Null)
	}
	return e.WriteToken(jsontext.String(at.String()))
}

func writeSpan(e *jsontext.Encoder, s instant.Span) error {
	return e.WriteToken(jsontext.Int(int64(s / instant.Second)))
}

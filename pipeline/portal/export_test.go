package portal

// Why is a reason as a person is told it.
func Why(p *Portal, language, code string) string { return p.voice(language).why(code, "") }

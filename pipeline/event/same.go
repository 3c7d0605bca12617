package event

// Same says that two values are equal: numbers by what they come to, 10 and
// 10.00, all else by how it is written in canonical form. What does not exist
// is the same as nothing.
func (x Value) Same(y Value) bool {
	if !x.Exists() || !y.Exists() {
		return false
	}
	a, number := exact(x.Literal())
	b, numbers := exact(y.Literal())
	if number && numbers {
		return a.Cmp(b) == 0
	}
	return string(x.JSON()) == string(y.JSON())
}

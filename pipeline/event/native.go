package event

import "strconv"

// Map is the event in Go's own types, for expressions: nil, bool, string,
// map[string]any, []any; numbers written without fraction and exponent are
// int64 (uint64 above its range), others float64. It is built anew at each
// call and costs an allocation for nearly each value: call it at most once an
// event, and only where an expression needs it.
func (v *View) Map() map[string]any {
	m, _ := v.native(0).(map[string]any)
	return m
}

func (v *View) native(at int32) any {
	n := &v.nodes[at]
	switch n.kind {
	case Bool:
		return v.src[n.start] == 't'
	case Number:
		return nativeNumber(n.text)
	case String:
		return n.text
	case Array:
		list := []any{}
		for i := at + 1; i < n.next; i = v.nodes[i].next {
			list = append(list, v.native(i))
		}
		return list
	case Object:
		m := map[string]any{}
		for i := at + 1; i < n.next; i = v.nodes[i].next {
			m[v.nodes[i].key] = v.native(i)
		}
		return m
	default: // Null
		return nil
	}
}

// nativeNumber cannot fail: Parse has refused what no type here can hold.
func nativeNumber(literal string) any {
	if !integral(literal) {
		f, _ := strconv.ParseFloat(literal, 64)
		return f
	}
	if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return i
	}
	u, _ := strconv.ParseUint(literal, 10, 64)
	return u
}

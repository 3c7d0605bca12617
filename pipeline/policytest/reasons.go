package policytest

import (
	"reflect"
	"slices"
	"strings"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
)

// reasons adds the reasons that the guards of the policy can give: not those of
// a unit that no rule counts by, and one for all that differ only in a word of a
// setting, such as a sensitive topic.
func (c *Coverage) reasons() {
	for i := range c.program.Outline.Destinations {
		for k := range c.program.Outline.Destinations[i].Guards {
			s := &c.program.Outline.Destinations[i].Guards[k]
			if !c.speaks(s) {
				continue
			}
			for _, r := range s.Kind.Reasons {
				if possible(s, r) {
					name := c.reasonMark(r.Code)
					c.mark(name, Mark{Reason: strings.TrimPrefix(name, "reason ")})
				}
			}
		}
	}
}

// reasonMark is the mark of a reason, or of the family that it is of.
func (c *Coverage) reasonMark(code string) string {
	for _, d := range c.program.Outline.Destinations {
		for k := range d.Guards {
			s := &d.Guards[k]
			name, _, _ := strings.Cut(code, ".")
			if s.Kind.Name == name && slices.Contains(family(s.Kind), detail(code)) {
				return "reason " + name + ".*"
			}
		}
	}
	return "reason " + code
}

// family are the words of the kind's settings that are one of many.
func family(k *guard.Kind) (words []string) {
	if k.Settings == nil {
		return nil
	}
	v := reflect.ValueOf(k.Settings()).Elem()
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if list, ok := v.Field(i).Addr().Interface().(interface{ Words() []string }); ok {
			words = append(words, list.Words()...)
		}
	}
	return words
}

// possible says that a reason is not that of a unit by which no rule counts.
func possible(s *policy.Setting, r guard.Reason) bool {
	if s.Kind.Settings == nil {
		return true
	}
	units := reflect.TypeOf(s.Kind.Settings()).Elem()
	for i := range units.NumField() {
		f := units.Field(i)
		if f.Type != reflect.TypeFor[guard.By]() || !slices.Contains(strings.Split(f.Tag.Get("enum"), ","), detail(r.Code)) {
			continue
		}
		return slices.ContainsFunc(s.Values, func(value any) bool {
			return reflect.ValueOf(value).Elem().Field(i).String() == detail(r.Code)
		})
	}
	return true
}

package portal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the brand's colour, what is read can be read.
func TestContrast(t *testing.T) {
	light, _ := parseColour(lightGround)
	dark, _ := parseColour(darkGround)
	rapid.Check(t, func(t *rapid.T) {
		var c colour
		for i := range c {
			c[i] = float64(rapid.IntRange(0, 255).Draw(t, "part")) / 255
		}
		onLight, onDark := readable(c, light), readable(c, dark)
		if contrast(onLight, light) < 4.5 || contrast(onLight, colour{1, 1, 1}) < 4.5 || contrast(onDark, dark) < 4.5 {
			t.Fatalf("%s: %s on light, %s on dark", c, onLight, onDark)
		}
		ink, _ := parseColour("#14171a")
		if contrast(onDark, ink) < 4.5 {
			t.Fatalf("%s: text on %s cannot be read", c, onDark)
		}
	})
	if got := contrast(colour{}, colour{1, 1, 1}); got < 20.99 || got > 21.01 {
		t.Errorf("black on white is %f", got)
	}
}

func TestColoursThatAreNone(t *testing.T) {
	for _, s := range []string{"red", "#fff", "#12345g", "123456", "#123456;}"} {
		if _, _, err := (Brand{Name: "x", Colour: s}).dress(); err == nil {
			t.Errorf("%q is taken", s)
		}
	}
	style, _, err := Brand{Name: "x", Colour: "#ffdd00"}.dress()
	if err != nil || !strings.Contains(string(style), "--brand: #ffdd00") {
		t.Errorf("%v", err)
	}
}

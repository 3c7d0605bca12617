package portal

import (
	"bytes"
	_ "embed" // the style and the icon
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"text/template"
)

// Brand is how the page looks.
type Brand struct {
	Name   string
	Colour string // #rrggbb; empty: a calm blue
}

// The pages' backgrounds, of style.css, and what text on them needs by WCAG 2.2
// AA, with a little in hand.
const (
	defaultColour = "#1f4e79"
	lightGround   = "#f6f5f1"
	darkGround    = "#24272b"
	contrastMin   = 4.6
)

//go:embed style.css
var styleText string

//go:embed icon.svg
var iconText string

type colour [3]float64 // red, green, blue, from 0 to 1

func parseColour(s string) (c colour, err error) {
	digits, hash := strings.CutPrefix(s, "#")
	parts, err := hex.DecodeString(digits)
	if err != nil || !hash || len(parts) != len(c) {
		return c, fmt.Errorf("portal: a colour is written #rrggbb, such as %s", defaultColour)
	}
	for i, part := range parts {
		c[i] = float64(part) / 255
	}
	return c, nil
}

func (c colour) String() string {
	part := func(x float64) int { return int(math.Round(x * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", part(c[0]), part(c[1]), part(c[2]))
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// readable is the colour as near to c as can be read on the ground: mixed with
// black or white, whichever leads away from it.
func readable(c, ground colour) colour {
	end := colour{}
	if ground.luminance() < 0.18 {
		end = colour{1, 1, 1}
	}
	const steps = 100
	for i := range steps + 1 {
		mixed, share := c, float64(i)/steps
		for j := range mixed {
			mixed[j] += (end[j] - mixed[j]) * share
		}
		if mixed, _ = parseColour(mixed.String()); contrast(mixed, ground) >= contrastMin {
			return mixed
		}
	}
	return end
}

// dress makes the style and the icon in the brand's colour. Where that cannot
// be read on the page it is made darker, and lighter in the dark.
func (b Brand) dress() (style, icon []byte, err error) {
	text := b.Colour
	if text == "" {
		text = defaultColour
	}
	own, err := parseColour(text)
	if err != nil {
		return nil, nil, err
	}
	light, _ := parseColour(lightGround)
	dark, _ := parseColour(darkGround)
	values := map[string]string{"Brand": own.String(), "Light": readable(own, light).String(), "Dark": readable(own, dark).String()}
	if style, err = with("style.css", styleText, values); err != nil {
		return nil, nil, err
	}
	icon, err = with("icon.svg", iconText, values)
	return style, icon, err
}

func with(name, text string, values map[string]string) ([]byte, error) {
	t, err := template.New(name).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, values)
	return b.Bytes(), err
}

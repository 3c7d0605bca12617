package event_test

import (
	"fmt"
	"strings"
	"testing"

	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// shopEvent is of the size and shape that a web shop sends: about 1.1 KB.
const shopEvent = `{"messageId":"0191e2a4-7b7c-7c1e-9b1f-3d0c5a3e8f10","type":"track","event":"Product Viewed",` +
	`"timestamp":"2026-03-01T10:15:30.123Z","receivedAt":"2026-03-01T10:15:31.000Z","userId":"u-48151623","anonymousId":"a-0191e2a4-7b7c",` +
	`"context":{"ip":"198.51.100.7","locale":"nl-NL","userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",` +
	`"page":{"url":"https://shop.example/wonen/stoelen/stressless-mayfair?utm_source=x","path":"/wonen/stoelen/stressless-mayfair","title":"Stressless Mayfair","referrer":"https://www.example.org/"},` +
	`"location":{"city":"Utrecht","region":"NL-UT","country":"NL"},"traits":{"email":"Eva@Example.org","first_name":"Eva","buying_power":4},` +
	`"consent":{"categoryPreferences":{"advertising":true,"advertising_identified":true,"profile_linking":false}}},` +
	`"properties":{"product_id":"p-1001","category":"Wonen > Stoelen > Relax","brand":"Stressless","campaign_id":"c-77","channel":"display",` +
	`"price":2495.00,"list_price":2795.00,"value":2495.00,"headline":"Nu in de winkel","products":[{"product_id":"p-1001","name":"Mayfair","quantity":1},{"product_id":"p-1002","name":"Voetenbank","quantity":1}]}}`

func shopFields(tb testing.TB) []event.Field {
	transform := func(t event.Transform, err error) event.Transform {
		if err != nil {
			tb.Fatal(err)
		}
		return t
	}
	fields := []event.Field{
		{Path: event.MustPath("properties.value"), Transform: transform(event.Round("10"))},
		{Path: event.MustPath("context.location.city"), Transform: transform(event.Keep("region", instant.UTC()))},
		{Path: event.MustPath("context.traits.email"), Transform: transform(event.Hash("sha256"))},
	}
	for _, p := range []string{"type", "event", "messageId", "timestamp", "properties.category", "properties.campaign_id", "properties.headline", "properties.product_id", "userId", "properties.products[].product_id"} {
		fields = append(fields, event.Field{Path: event.MustPath(p)})
	}
	return fields
}

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{
		"shop":    shopEvent,
		"escaped": strings.ReplaceAll(shopEvent, "e", `\u0065`),
		"names":   manyNames(5000, "k%d"),
		"foreign": manyNames(5000, "é%d"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, fault := event.Parse([]byte(text)); fault != nil {
					b.Fatal(fault)
				}
			}
		})
	}
}

func manyNames(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"`+format+`":1`, i)
	}
	return "{" + b.String()[1:] + "}"
}

func BenchmarkProject(b *testing.B) {
	v, fault := event.Parse([]byte(shopEvent))
	if fault != nil {
		b.Fatal(fault)
	}
	fields := shopFields(b)
	plan := event.NewPlan(fields, nil)
	edits := []event.Edit{
		{Path: event.MustPath("userId"), Op: event.Remove, Guard: "linkage"},
		{Path: event.MustPath("properties.headline"), Op: event.Replace, With: []byte(`"Welkom"`), Guard: "recognition"},
	}
	b.Run("plan", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plan.Project(v, nil)
		}
	})
	b.Run("edits", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plan.Project(v, edits)
		}
	})
	b.Run("filled", func(b *testing.B) {
		form, values := event.NewForm(pathList([]string{"consent.ad_user_data", "limited_data_use"})), valueList([]string{`"GRANTED"`, "false"})
		b.ReportAllocs()
		for b.Loop() {
			out, _ := plan.Project(v, nil)
			form.Fill(out, values)
		}
	})
	b.Run("unplanned", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			event.Project(v, fields, nil, nil)
		}
	})
	b.Run("canonical", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v.AppendCanonical(nil)
		}
	})
}

func BenchmarkGet(b *testing.B) {
	v, fault := event.Parse([]byte(shopEvent))
	if fault != nil {
		b.Fatal(fault)
	}
	p := event.MustPath("properties.campaign_id")
	b.ReportAllocs()
	for b.Loop() {
		v.Text(p)
	}
}

package policy_test

import "testing"

// BenchmarkFacts is what every event costs before anything is judged.
func BenchmarkFacts(b *testing.B) {
	p := compile(b, shop)
	v := view(b, `{"type":"track","event":"Product Viewed","messageId":"m","timestamp":"`+now+`","userId":"u","anonymousId":"a",
		"properties":{"product_id":"P1","category":"Schoenen","brand":"Waddenloper","price":119.95,"name":"Hardloopschoen"},
		"context":{"consent":{"categoryPreferences":{"advertising":true,"advertising_more":false}},
		"page":{"path":"/schoenen/x","url":"https://shop.example/schoenen/x"}}}`)
	clock := at(b, now)
	b.ReportAllocs()
	for b.Loop() {
		p.Facts(v, clock)
		p.Choices(v)
	}
}

package portal_test

import (
	"net/http"
	"testing"
)

func TestOpen(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in("anna@example.com", "")
	a := b.get("/me")
	a.want(t, 200, "Waarom je dit krijgt")
	_ = http.StatusOK
	t.Log(a.body)
}

package portal_test

import (
	"net/http"
	"net/netip"
	"testing"

	"maat/pipeline/portal"
)

func TestBehind(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"203.0.113.7:5000", nil, "203.0.113.7"},
		{"203.0.113.7:5000", []string{"198.51.100.1"}, "203.0.113.7"}, // a stranger's word
		{"10.1.2.3:5000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.1.2.3:5000", []string{"192.0.2.66, 198.51.100.1", "10.9.9.9"}, "198.51.100.1"},
		{"10.1.2.3:5000", []string{"nonsense"}, "10.1.2.3"},
		{"10.1.2.3:5000", nil, "10.1.2.3"},
		{"[2001:db8:1:2:3::4]:5000", nil, "2001:db8:1:2::/64"},
		{"[fd00::1]:5000", []string{"2001:db8:5::9"}, "2001:db8:5::/64"},
		{"[::ffff:203.0.113.7]:5000", nil, "203.0.113.7"},
		{"@", nil, "unknown"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := portal.Behind(ours)(r); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

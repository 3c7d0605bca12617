package portal

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwardedMax bounds how far back a chain of proxies is followed.
const forwardedMax = 16

// Behind is whose connection it is where proxies of these networks stand before
// the page: the last address in X-Forwarded-For that is none of theirs. What
// others write there is not believed.
func Behind(proxies []netip.Prefix) func(*http.Request) string {
	return func(r *http.Request) string {
		at, ok := connected(r)
		chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for n := 0; ok && n < forwardedMax && len(chain) > 0 && trusted(proxies, at); n++ {
			last := chain[len(chain)-1]
			chain = chain[:len(chain)-1]
			before, err := netip.ParseAddr(strings.TrimSpace(last))
			if err != nil {
				break
			}
			at = before.Unmap().WithZone("")
		}
		return network(at)
	}
}

func trusted(proxies []netip.Prefix, at netip.Addr) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(at) })
}

// connected is the address at the other end of the connection.
func connected(r *http.Request) (netip.Addr, bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	return at.Unmap().WithZone(""), err == nil
}

// network is an address as it is counted with, and never written anywhere: of
// IPv6 the 64 bits that one customer has.
func network(at netip.Addr) string {
	if !at.IsValid() {
		return "unknown"
	}
	if at.Is4() {
		return at.String()
	}
	whole, err := at.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return whole.String()
}

package portal

import "net/http"

// fault is why there is no page of a person.
type fault uint8

// The faults, each with a page of its own.
const (
	faultLink    fault = 1 + iota // forged, cut, too long, of another pipeline or key: told alike
	faultExpired                  // the link is over
	faultUsed                     // it was opened before
	faultClock                    // a clock is off
	faultEnded                    // no session, or one that is over
	faultMany                     // a limit
	faultOrigin                   // another site sent the form
	faultNowhere                  // no such page
	faultBusy                     // it is on its way, and not in force yet
	faultDown                     // nobody answers, or it failed
	faultRefused                  // the wish cannot be obeyed as it is put
)

// status is the status of its page.
func (f fault) status() int {
	switch f {
	case faultLink, faultNowhere:
		return http.StatusNotFound
	case faultExpired, faultUsed:
		return http.StatusGone
	case faultClock, faultOrigin, faultEnded:
		return http.StatusForbidden
	case faultMany:
		return http.StatusTooManyRequests
	case faultRefused:
		return http.StatusConflict
	default: // faultBusy, faultDown
		return http.StatusServiceUnavailable
	}
}

// String is what a log says of it.
func (f fault) String() string {
	names := [...]string{faultLink: "link", faultExpired: "expired", faultUsed: "used", faultClock: "clock", faultEnded: "ended", faultMany: "many",
		faultOrigin: "origin", faultNowhere: "nowhere", faultBusy: "busy", faultDown: "down", faultRefused: "refused"}
	if int(f) >= len(names) || names[f] == "" {
		return "unknown"
	}
	return names[f]
}

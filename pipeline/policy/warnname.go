package policy

import (
	"slices"
	"strings"
	"unicode"
)

// segmentEvents are the names of the Segment spec that a role can be given to
// (https://segment.com/docs/connections/spec/ecommerce/v2/), and those of calls.
var segmentEvents = []string{
	"Products Searched", "Product List Viewed", "Product List Filtered", "Promotion Viewed", "Promotion Clicked",
	"Product Clicked", "Product Viewed", "Product Added", "Product Removed", "Cart Viewed",
	"Checkout Started", "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered",
	"Order Completed", "Order Updated", "Order Refunded", "Order Cancelled",
	"Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed",
	"Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart",
	"Product Shared", "Cart Shared", "Product Reviewed",
	"Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced", "Email Marked as Spam", "Unsubscribed",
}

// names: names are compared to the letter, so one that only looks right gives its
// role to no event.
func (w *warner) names() {
	segment := w.format() == "segment" || w.format() == "rudderstack"
	for _, e := range w.raw.Events.Roles.entries {
		for i := range e.matches {
			n := e.matches[i].Event
			switch meant := segmentName(n.text); {
			case strings.ContainsAny(n.text, "“”„‘’«»"):
				w.warn(n.node, "curly quotes are letters of the name here, and events hardly have them: write %s, or straight quotes around it", strings.Trim(n.text, "“”„‘’«»"))
			case segment && meant != "":
				w.warn(n.node, "%q is nearly %q, which the Segment spec has: names are compared to the letter", n.text, meant)
			}
		}
	}
}

// segmentName is the name of the spec that differs in capitals, blanks and signs
// alone.
func segmentName(name string) string {
	if slices.Contains(segmentEvents, name) {
		return ""
	}
	i := slices.IndexFunc(segmentEvents, func(known string) bool { return letters(known) == letters(name) })
	if i < 0 {
		return ""
	}
	return segmentEvents[i]
}

func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

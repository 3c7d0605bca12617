// Package browser has no code of its own: its test walks through the page of
// people in a real Chromium, with a library that knows what keeps people out.
package browser

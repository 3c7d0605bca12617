// Package examples holds policies to read and to try. The demo's is built in,
// so that `maat demo` needs nothing but the binary.
package examples

import _ "embed"

// DemoPolicy is the text of demo/policy.yaml.
//
//go:embed demo/policy.yaml
var DemoPolicy []byte

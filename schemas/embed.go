// Package schemas holds the JSON Schemas of what people and programs exchange
// with Maat.
package schemas

import _ "embed"

// Policy is the schema of policies, for editors. It is generated from the tags
// that the compiler reads by.
//
//go:generate go test maat/guards -run TestSchemaIsCurrent -update
//go:embed policy.schema.json
var Policy []byte

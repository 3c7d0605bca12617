// Package guards lists the guards that this build ships. A new guard is a
// folder and a line.
package guards

import (
	"maat/guards/consent"
	"maat/guards/cooldown"
	"maat/guards/duplicate"
	"maat/guards/duration"
	"maat/guards/frequency"
	"maat/guards/halt"
	"maat/guards/interest"
	"maat/guards/layers"
	"maat/guards/linkage"
	"maat/guards/optout"
	"maat/guards/predicted"
	"maat/guards/price"
	"maat/guards/recognition"
	"maat/guards/relationship"
	"maat/guards/sensitive"
	"maat/guards/undisclosed"
	"maat/pipeline/guard"
)

// Table is the table of guards. Of equally strong verdicts the reason of the
// first is reported.
func Table() []guard.Kind {
	return []guard.Kind{
		duplicate.Kind(),
		halt.Kind(),
		optout.Kind(),
		consent.Kind(),
		layers.Kind(),
		predicted.Kind(),
		undisclosed.Kind(),
		linkage.Kind(),
		sensitive.Kind(),
		price.Kind(),
		recognition.Kind(),
		relationship.Kind(),
		interest.Kind(),
		cooldown.Kind(),
		duration.Kind(),
		frequency.Kind(),
	}
}

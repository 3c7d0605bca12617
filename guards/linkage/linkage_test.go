package linkage_test

import (
	"testing"

	"maat/guards/guardtest"
)

func TestTranscripts(t *testing.T) { guardtest.Run(t) }

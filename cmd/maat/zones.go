package main

// Quiet hours are in a policy's time zone. With the zones in the binary nothing
// else has to be installed for them, in a container or anywhere.
import _ "time/tzdata"

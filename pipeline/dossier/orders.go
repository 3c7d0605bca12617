package dossier

import (
	"maat/pipeline/control"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// Orders makes of the orders on the control topic, in the order in which they
// stand there, when people stopped something and until when.
type Orders struct {
	period Period
	open   []Incident
	ended  []Incident
	Wrong  []Refused // what is no order
}

// NewOrders keeps what touches the period.
func NewOrders(p Period) *Orders { return &Orders{period: p} }

// shadowed is the action of an incident in which everything leaves as it came.
const shadowed = "shadow"

// Add takes a record of the control topic, and when the broker took it: orders
// count from then on.
func (o *Orders) Add(offset int64, at instant.Time, value []byte) {
	order, ok, err := control.Parse(value)
	switch {
	case err != nil || !ok:
		if o.period.Has(at) {
			o.Wrong = append(o.Wrong, Refused{Offset: offset, At: at, Reason: "form"})
		}
	case order.Shadow != 0:
		o.close(at, func(i *Incident) bool { return i.Action == shadowed })
		if order.Shadow == guard.InShadow {
			o.open = append(o.open, Incident{Destination: guard.All, Action: shadowed, From: at})
		}
	default:
		o.close(at, func(i *Incident) bool {
			return i.Action != shadowed && (order.Destination == guard.All || i.Destination == order.Destination)
		})
		if order.Halt != guard.Running {
			o.open = append(o.open, Incident{Destination: order.Destination, Action: order.Halt.String(), From: at})
		}
	}
}

func (o *Orders) close(at instant.Time, which func(*Incident) bool) {
	var still []Incident
	for _, i := range o.open {
		if !which(&i) {
			still = append(still, i)
			continue
		}
		i.Until = at
		o.ended = append(o.ended, i)
	}
	o.open = still
}

// Incidents are those that touch the period, the ended ones first. One that
// stands is counted up to the end of the period.
func (o *Orders) Incidents() []Incident {
	var list []Incident
	for _, i := range append(append([]Incident(nil), o.ended...), o.open...) {
		end := i.Until
		if end == 0 {
			end = max(i.From, o.period.Until)
		}
		if !o.period.before(i.From) || i.Until != 0 && i.Until <= o.period.Since {
			continue
		}
		i.Seconds = int64(end.Sub(i.From) / instant.Second)
		list = append(list, i)
	}
	return list
}

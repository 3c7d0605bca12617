package diskstore

import (
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"maat/pipeline/state"
)

// hotBytes bounds the encoded size of all rows in the cache together; decoded
// they take two to three times as much.
const hotBytes = 8 << 20

// hotRows keeps rows decoded, the most recently used of them, bounded by number
// and by size. Only one goroutine uses it.
type hotRows struct {
	lru   *simplelru.LRU[state.Subject, hotRow]
	bytes int
}

type hotRow struct {
	row  *state.Row
	size int
}

func newHotRows(most int) (*hotRows, error) {
	h := &hotRows{}
	var err error
	h.lru, err = simplelru.NewLRU(most, func(_ state.Subject, r hotRow) { h.bytes -= r.size })
	return h, err
}

func (h *hotRows) get(who state.Subject) (*state.Row, bool) {
	r, ok := h.lru.Get(who)
	return r.row, ok
}

// drop forgets a row.
func (h *hotRows) drop(who state.Subject) { h.lru.Remove(who) }

// put replaces a row; size is its encoded length.
func (h *hotRows) put(who state.Subject, row *state.Row, size int) {
	h.lru.Remove(who) // Add alone would not report the old size
	h.bytes += size
	h.lru.Add(who, hotRow{row, size})
	for h.bytes > hotBytes {
		h.lru.RemoveOldest()
	}
}

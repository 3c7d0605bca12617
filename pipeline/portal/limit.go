package portal

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"maat/pipeline/instant"
)

// limit is a rate for each of many keys. What is remembered is bounded: the keys
// not seen for longest go first.
type limit struct {
	buckets *lru.Cache[string, *rate.Limiter]
	every   time.Duration
	burst   int
}

// keysLimited is how many links, or addresses, each limit remembers.
const keysLimited = 10_000

// limits are those of the page. A person who taps is far below all of them.
type limits struct {
	address *limit // requests from one address; many people may share it
	guesses *limit // links that are none, from one address
	opening *limit // one link, or the session that it opened
	acting  *limit // what one session asks for
}

func newLimits() (*limits, error) {
	var err error
	of := func(every time.Duration, burst int) *limit {
		buckets, bad := lru.New[string, *rate.Limiter](keysLimited)
		if bad != nil {
			err = bad
		}
		return &limit{buckets, every, burst}
	}
	all := &limits{
		address: of(100*time.Millisecond, 120),
		guesses: of(30*time.Second, 10),
		opening: of(500*time.Millisecond, 60),
		acting:  of(3*time.Second, 20),
	}
	return all, err
}

// allows takes one of the key's turns, if it has any left.
func (l *limit) allows(key string, now instant.Time) bool {
	bucket, ok := l.buckets.Get(key)
	if !ok {
		bucket = rate.NewLimiter(rate.Every(l.every), l.burst)
		if other, raced, _ := l.buckets.PeekOrAdd(key, bucket); raced {
			bucket = other
		}
	}
	return bucket.AllowN(time.Unix(0, int64(now)), 1)
}

// exhausted says that a key has no turn left, and takes none.
func (l *limit) exhausted(key string, now instant.Time) bool {
	bucket, ok := l.buckets.Get(key)
	return ok && bucket.TokensAt(time.Unix(0, int64(now))) < 1
}

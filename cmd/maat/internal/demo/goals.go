package demo

import (
	"context"
	"errors"
)

// fed is reached when the shop has sent all that it will. Meanwhile the shop
// hears how far the pipeline is.
func (d *demo) fed(ctx context.Context) (bool, error) {
	if d.shop.over() {
		return true, d.shop.failed()
	}
	now := d.now()
	if now.Sub(d.asked) < behindWait {
		return false, nil
	}
	d.asked = now
	behind, err := d.topics.behind(context.WithoutCancel(ctx))
	d.feed.behind.Store(behind)
	return false, err
}

// judged is reached when all that the shop sent is decided and the decisions are
// read. Once the demo was told to end, it waits for that only so long.
func (d *demo) judged(ctx context.Context) (bool, error) {
	now := d.now()
	if !d.stopping.IsZero() && now.Sub(d.stopping) > graceMax {
		return true, nil
	}
	if now.Sub(d.asked) < askWait {
		return false, nil
	}
	d.asked = now
	ctx = context.WithoutCancel(ctx)
	before, err := d.topics.committed(ctx)
	if err != nil {
		return false, err
	}
	if taken, err := d.topics.taken(ctx, before); err != nil || !taken {
		return false, err
	}
	ends, err := d.topics.ends(ctx, d.topics.intake)
	if err != nil || !d.reader.reached(ends) {
		return false, err
	}
	after, err := d.topics.committed(ctx)
	if err != nil || !d.reader.judged(after) {
		return false, err
	}
	read, err := d.readAll(ctx)
	if read {
		d.state.Judged = d.now()
	}
	return read, err
}

// released is reached when of what is held nothing falls due any more while the
// demo waits. Who told the demo to end does not wait for it.
func (d *demo) released(context.Context) (bool, error) {
	now := d.now()
	if d.state.DrainEnd.IsZero() {
		d.state.DrainEnd = now.Add(d.Drain)
	}
	if !d.stopping.IsZero() || d.Drain == 0 || now.Sub(d.state.DrainEnd) > lateMax {
		return true, nil
	}
	return d.state.Tally.DueBy(d.state.DrainEnd) == 0, nil
}

// settled is reached when all that the pipeline left behind is read.
func (d *demo) settled(ctx context.Context) (bool, error) {
	if d.settling.IsZero() {
		d.settling = d.now()
	}
	read, err := d.readAll(context.WithoutCancel(ctx))
	if err == nil && !read && d.now().Sub(d.settling) > graceMax {
		err = errors.New("the decisions cannot be read to their end")
	}
	return read, err
}

// readAll says that decisions and outputs are read as far as they go now.
func (d *demo) readAll(ctx context.Context) (bool, error) {
	ends, err := d.topics.ends(ctx, append([]string{d.Instance.Want.Topics.Decisions}, d.outputs...)...)
	return err == nil && d.reader.reached(ends), err
}

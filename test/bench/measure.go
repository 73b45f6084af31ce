package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

// load drives the API.
type load struct {
	options
	*world
	address string
	cookies []string
	results *results
	// backlog counts the operations whose workflows are still to be told.
	backlog func(context.Context) (int64, error)

	spread, one pool // Reserved shipments.
}

// measure takes all figures over HTTP.
func measure(ctx context.Context, o options, a *app, w *world, r *results) error {
	l := &load{options: o, world: w, address: a.address, results: r}
	if err := l.signIn(ctx); err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, ownerURL())
	if err != nil {
		return fmt.Errorf("connect to count the backlog: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing is lost with it
	l.backlog = func(ctx context.Context) (int64, error) {
		var n int64
		err := conn.QueryRow(ctx, "SELECT count(*) FROM process_notices").Scan(&n)
		return n, err
	}
	for _, part := range []func(context.Context) error{l.reservations, l.large, l.shipmentSteps, l.transfers, l.receipts, l.overCapacity} {
		if err := part(ctx); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

func (l *load) signIn(ctx context.Context) error {
	c := &connection{address: l.address}
	defer c.close()
	for _, email := range l.emails {
		body, err := json.Marshal(map[string]string{"email": email, "password": password})
		if err != nil {
			return fmt.Errorf("encode credentials: %w", err)
		}
		a, err := c.post(ctx, "/api/v1/session", "", body)
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		if a.status != 200 || a.cookie == "" {
			return fmt.Errorf("sign in as %s: status %d: %s", email, a.status, a.body)
		}
		l.cookies = append(l.cookies, a.cookie)
	}
	return nil
}

// run measures a kind of request.
func (l *load) run(ctx context.Context, name, where string, callers int, w window, request func(*connection, string) attempt) error {
	connections := make([]connection, callers)
	c := drive(ctx, name, where, callers, w, func(i int) attempt {
		connections[i].address = l.address
		return request(&connections[i], l.cookies[i%len(l.cookies)])
	})
	for i := range connections {
		connections[i].close()
	}
	var err error
	if c.Backlog, err = l.backlog(ctx); err != nil {
		return fmt.Errorf("count the backlog: %w", err)
	}
	l.results.add(c)
	return nil
}

// creation is a request that makes a document and leaves it in a pool.
func creation(path string, into *pool, body func() []byte) func(*connection, string) attempt {
	return func(c *connection, cookie string) attempt {
		return func(ctx context.Context) (verdict, time.Duration, error) {
			a, err := c.post(ctx, path, cookie, body())
			if err != nil {
				return failed, 0, err
			}
			v, wait, err := a.verdict()
			if v == served {
				into.put(a.operationID())
			}
			return v, wait, err
		}
	}
}

// step is a request that takes a document of a pool on, into another.
func step(path func(id string) string, from, into *pool, body []byte) func(*connection, string) attempt {
	return func(c *connection, cookie string) attempt {
		return func(ctx context.Context) (verdict, time.Duration, error) {
			id, ok := from.take()
			if !ok {
				return failed, 0, errDry
			}
			a, err := c.post(ctx, path(id), cookie, body)
			if err != nil {
				return failed, 0, err
			}
			v, wait, err := a.verdict()
			switch {
			case v == served && into != nil:
				into.put(id)
			case v == refused:
				from.put(id)
			}
			return v, wait, err
		}
	}
}

func pathOf(kind, verb string) func(string) string {
	return func(id string) string { return "/api/v1/" + kind + "/" + id + "/" + verb }
}

// bodies encodes a document of one line for each product, and gives a function
// that picks one.
func (l *load) bodies(format string, args ...any) func() []byte {
	encoded := make([][]byte, len(l.products))
	for i, p := range l.products {
		encoded[i] = fmt.Appendf(nil, `{`+format+`,"lines":[{"product_id":%d,"quantity":1}]}`, append(args, p)...)
	}
	return func() []byte { return encoded[rand.IntN(len(encoded))] }
}

// reservations measures the main thing: shipments created and reserved.
func (l *load) reservations(ctx context.Context) error {
	body := l.bodies(`"warehouse_id":%d`, l.north)
	for _, n := range l.callers {
		if err := l.run(ctx, reserving, "spread", n, l.window(), creation("/api/v1/shipments", &l.spread, body)); err != nil {
			return err
		}
	}
	one := fmt.Appendf(nil, `{"warehouse_id":%d,"lines":[{"product_id":%d,"quantity":1}]}`, l.north, l.products[0])
	for _, n := range l.callers {
		if err := l.run(ctx, reserving, "one product", n, l.window(), creation("/api/v1/shipments", &l.one, func() []byte { return one })); err != nil {
			return err
		}
	}
	return nil
}

// largeShipment is how many lines the large shipment has.
const largeShipment = 1_000

// large measures a shipment of many lines: the best of three.
func (l *load) large(ctx context.Context) error {
	body := fmt.Appendf(nil, `{"warehouse_id":%d,"lines":[`, l.north)
	for i := range largeShipment {
		if i > 0 {
			body = append(body, ',')
		}
		body = fmt.Appendf(body, `{"product_id":%d,"quantity":1}`, l.products[i%len(l.products)])
	}
	body = append(body, "]}"...)
	c := &connection{address: l.address}
	defer c.close()
	for range 3 {
		began := time.Now()
		a, err := c.post(ctx, "/api/v1/shipments", l.cookies[0], body)
		if err != nil {
			return fmt.Errorf("reserve a large shipment: %w", err)
		}
		if v, _, err := a.verdict(); v != served {
			return fmt.Errorf("reserve a large shipment: %w", err)
		}
		if took := time.Since(began).Seconds(); l.results.Large == 0 || took < l.results.Large {
			l.results.Large = took
		}
	}
	return nil
}

// shipmentSteps takes the reserved shipments through the door, and cancels the
// others.
func (l *load) shipmentSteps(ctx context.Context) error {
	var picked, packed pool
	for _, s := range []struct {
		name, verb string
		from, into *pool
		window     func(int) window
	}{
		{"pick", "pick", &l.spread, &picked, l.short},
		{"pack", "pack", &picked, &packed, l.short},
		{"dispatch", "dispatch", &packed, nil, l.short},
		{"cancel", "cancel", &l.one, nil, l.patient},
	} {
		if err := l.steps(ctx, s.name, s.window, step(pathOf("shipments", s.verb), s.from, s.into, []byte(`{}`))); err != nil {
			return err
		}
	}
	return nil
}

func (l *load) steps(ctx context.Context, name string, window func(callers int) window, request func(*connection, string) attempt) error {
	for _, n := range l.callers {
		if err := l.run(ctx, name, "", n, window(n), request); err != nil {
			return err
		}
	}
	return nil
}

// short is the window of what a desk does.
func (l *load) short(int) window { return l.window() }

func (l *load) transfers(ctx context.Context) error {
	var reserved, onTheWay pool
	body := l.bodies(`"from_warehouse_id":%d,"to_warehouse_id":%d`, l.north, l.south)
	last := l.callers[len(l.callers)-1]
	if err := l.run(ctx, "create transfer", "spread", last, l.window(), creation("/api/v1/transfers", &reserved, body)); err != nil {
		return err
	}
	if err := l.steps(ctx, "dispatch transfer", l.short, step(pathOf("transfers", "dispatch"), &reserved, &onTheWay, []byte(`{}`))); err != nil {
		return err
	}
	return l.steps(ctx, "receive transfer", l.short, step(pathOf("transfers", "receive"), &onTheWay, nil, []byte(`{}`)))
}

func (l *load) receipts(ctx context.Context) error {
	var expected pool
	last := l.callers[len(l.callers)-1]
	if err := l.run(ctx, "create receipt", "spread", last, l.window(), creation("/api/v1/receipts", &expected, l.bodies(`"warehouse_id":%d`, l.north))); err != nil {
		return err
	}
	return l.steps(ctx, "receive receipt", l.short, step(pathOf("receipts", "receive"), &expected, nil, []byte(`{"lines":[{"line_no":1,"quantity":1}]}`)))
}

// overCapacity sends more than can be served. A caller who is refused waits as
// long as the answer says.
func (l *load) overCapacity(ctx context.Context) error {
	body := l.bodies(`"warehouse_id":%d`, l.north)
	for _, n := range l.overCallers {
		var rest pool
		w := l.window().atLeast(3*time.Second, 10*time.Second)
		if err := l.run(ctx, overload, "spread", n, w, creation("/api/v1/shipments", &rest, body)); err != nil {
			return err
		}
	}
	return nil
}

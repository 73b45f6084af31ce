package generate

import (
	"fmt"
	"iter"
	"net/netip"
	"strconv"
	"time"

	"stockflow/internal/inventory"
	"stockflow/internal/store"
)

// auditColumns are the columns of the audit records, in the order of their rows.
var auditColumns = []string{
	"stream", "seq", "at", "user_id", "action", "subject_kind", "subject_id", "before", "after", "remote_address", "request_id", "hash",
}

// head is where a stream ends.
type head struct {
	seq  int64
	hash []byte
}

// auditing writes the audit of a history: a record a step, and what else people
// did, until there are as many as the company should have.
type auditing struct {
	c     *company
	heads map[string]*head
	yield func([]any) bool
	err   error
	// others is how many records are to be of other things than steps.
	others int
}

// auditRows gives the records; when they have been read, heads has the ends of
// the streams. An error ends the rows early.
func (c *company) auditRows(a *auditing) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		steps := 0
		c.run(visitor{posted: func(posting) bool { steps++; return true }})
		*a = auditing{c: c, heads: map[string]*head{}, yield: yield}
		a.others = max(c.size.AuditRecords-steps-len(c.products), 0)
		for i := range c.products {
			if !a.product(i, "create_product", c.begin) {
				return
			}
		}
		c.run(visitor{posted: a.step, day: a.beside})
	}
}

// write chains an entry to its stream.
func (a *auditing) write(at time.Time, e store.AuditEntry) bool {
	h := a.heads[e.Stream]
	if h == nil {
		h = &head{}
		a.heads[e.Stream] = h
	}
	r, err := store.Chain(h.hash, h.seq+1, at, e)
	if err != nil {
		a.err = err
		return false
	}
	h.seq, h.hash = h.seq+1, r.Hash
	return a.yield([]any{
		e.Stream, h.seq, at, e.UserID, e.Action, e.SubjectKind, e.SubjectID, textOrNull(r.Before), textOrNull(r.After), e.RemoteAddress,
		e.RequestID, r.Hash,
	})
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (a *auditing) step(p posting) bool {
	body := inventory.Body{}
	if p.no == 1 {
		body.Partner, body.Reference = p.doc.partner, p.doc.reference
		for _, l := range p.doc.lines {
			body.Lines = append(body.Lines, inventory.DocumentLine{ProductID: int64(l.product) + 1, Quantity: l.quantity})
		}
	}
	e := store.AuditEntry{
		Actor:  store.Actor{UserID: p.user, RemoteAddress: address(p.user), RequestID: strconv.FormatInt(p.at.UnixMicro(), 36)},
		Stream: store.WarehouseStream(int64(p.warehouse) + 1), Action: string(p.kind), SubjectKind: string(p.doc.kind), SubjectID: p.doc.id.String(),
		After: store.StepChange{Number: number(p.doc), Status: p.status, Revision: p.no, Command: &body},
	}
	if p.no > 1 {
		e.Before = store.StepChange{Number: number(p.doc), Status: p.before, Revision: p.no - 1}
	}
	return a.write(p.at, e)
}

// address is where a user's device is.
func address(user int64) string {
	return netip.AddrFrom4([4]byte{10, 1, byte(user >> 8), byte(user)}).String()
}

// beside records the evening of the day before: products that were changed,
// and people who came and went.
func (a *auditing) beside(day int) bool {
	n := a.others*(day+1)/a.c.size.Days - a.others*day/a.c.size.Days
	random := a.c.random(1000 + uint64(day)) //nolint:gosec // days are few
	width := (24*time.Hour - closes) / time.Duration(n+1)
	for i := range n {
		at := a.c.at(day-1, closes+time.Duration(i)*width)
		if day == 0 {
			at = a.c.at(0, time.Duration(i+1)*opens/time.Duration(n+1))
		}
		ok := false
		if random.IntN(3) == 0 {
			ok = a.product(random.IntN(len(a.c.products)), "update_product", at)
		} else {
			ok = a.signIn(random.IntN(a.c.size.Users), at)
		}
		if !ok {
			return false
		}
	}
	return true
}

func (a *auditing) product(i int, action string, at time.Time) bool {
	type fields struct {
		SKU          string `json:"sku"`
		Name         string `json:"name"`
		ReorderLevel int64  `json:"reorder_level"`
	}
	d := a.c.catalogue[i]
	e := store.AuditEntry{
		Actor: store.Actor{UserID: firstUser, RemoteAddress: address(firstUser)}, Stream: store.CatalogueStream, Action: action,
		SubjectKind: "product", SubjectID: strconv.Itoa(i + 1), After: fields{d.SKU, d.Name, orZero(d.ReorderLevel)},
	}
	if action != "create_product" {
		e.Before = fields{d.SKU, d.Name, max(orZero(d.ReorderLevel)-10, 0)}
	}
	return a.write(at, e)
}

func (a *auditing) signIn(u int, at time.Time) bool {
	id := int64(u + firstUser)
	return a.write(at, store.AuditEntry{
		Actor: store.Actor{UserID: id, RemoteAddress: address(id)}, Stream: store.PeopleStream, Action: "sign_in", SubjectKind: "user",
		SubjectID: fmt.Sprint(id),
	})
}

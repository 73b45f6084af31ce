package workflows

import (
	"fmt"
	"slices"
	"time"

	"stockflow/activities"
	"stockflow/internal/inventory"
)

// Deadline is a moment at which a process acts by itself.
type Deadline struct {
	// Key tells the deadline from the document's others.
	Key string
	At  time.Time
	// What says in plain words what will happen.
	What string
	Kind inventory.CommandKind
	Body inventory.Body
	// Again is how long after acting in vain the process acts once more;
	// 0 means that it acts once.
	Again time.Duration
}

// insist is the pause before a time-out that was refused is tried again.
const insist = time.Hour

// view is what deadlines are computed from: all of it is data, so that they
// are the same in a replay.
type view struct {
	activities.State
	policy activities.Policy
	// since is when the document came to its present stage.
	since time.Time
}

// attention asks for somebody at a moment, unless somebody has been asked as
// loudly before. It gives nothing then.
func (v view) attention(key string, level inventory.Attention, at time.Time, what string) []Deadline {
	if attentionRank(v.Attention) >= attentionRank(level) {
		return nil
	}
	return []Deadline{{
		Key: key + "/" + string(level), At: at, What: what,
		Kind: inventory.RaiseAttention, Body: inventory.Body{Attention: level},
	}}
}

func attentionRank(a inventory.Attention) int {
	return slices.Index([]inventory.Attention{
		inventory.NoAttention, inventory.Reminded, inventory.Overdue, inventory.Escalated,
	}, a)
}

// approvals gives the deadlines of the decisions that managers owe: a
// reminder, an escalation, and at last the refusal by default.
func (v view) approvalDeadlines() []Deadline {
	var out []Deadline
	for _, a := range v.Approvals {
		key := approvalKey + a.ID
		out = append(out, v.attention(key, inventory.Reminded, a.RequestedAt.Add(v.policy.ApprovalRemind), "remind of the approval")...)
		out = append(out, v.attention(key, inventory.Escalated, a.RequestedAt.Add(v.policy.ApprovalEscalate), "escalate the approval")...)
		out = append(out, Deadline{
			Key: key + "/expire", At: a.RequestedAt.Add(v.policy.ApprovalTimeout), What: "take the approval as refused",
			Kind: inventory.ExpireApproval, Body: inventory.Body{ApprovalID: a.ID}, Again: insist,
		})
	}
	return out
}

// approvalKey starts the keys of approvals' deadlines.
const approvalKey = "approval/"

// settlementDeadlines remind of a discrepancy that nobody has settled.
func (v view) settlementDeadlines() []Deadline {
	return append(
		v.attention("settle", inventory.Reminded, v.since.Add(v.policy.ApprovalRemind), "remind of the discrepancy"),
		v.attention("settle", inventory.Escalated, v.since.Add(v.policy.ApprovalEscalate), "escalate the discrepancy")...)
}

// roadDeadlines tell that goods on the road are late.
func (v view) roadDeadlines(expected time.Time) []Deadline {
	overdue := expected.Add(v.policy.TransferGrace)
	return append(
		v.attention("road", inventory.Overdue, overdue, "report the goods as overdue"),
		v.attention("road", inventory.Escalated, overdue.Add(v.policy.TransferEscalate), "escalate the overdue goods")...)
}

// Memory is what a process remembers beyond the database: since when the
// document is in its stage, and which deadlines it has acted on.
type Memory struct {
	Status inventory.Status     `json:"status,omitempty"`
	Since  time.Time            `json:"since,omitzero"`
	Acted  map[string]time.Time `json:"acted,omitempty"`
	// Cancelled says that the workflow itself was cancelled, and has acted on it.
	Cancelled bool `json:"cancelled,omitempty"`
}

// observe notes the document's stage. What was done for an earlier stage no
// longer counts, except for approvals, which outlive a stage.
func (m *Memory) observe(s activities.State) {
	if m.Status == s.Status {
		return
	}
	m.Status, m.Since = s.Status, s.UpdatedAt
	pending := map[string]time.Time{}
	for _, a := range s.Approvals {
		for _, suffix := range []string{string(inventory.Reminded), string(inventory.Escalated), "expire"} {
			key := approvalKey + a.ID + "/" + suffix
			if at, ok := m.Acted[key]; ok {
				pending[key] = at
			}
		}
	}
	m.Acted = pending
}

// acted notes that the process acted on a deadline.
func (m *Memory) acted(key string, at time.Time) {
	if m.Acted == nil {
		m.Acted = map[string]time.Time{}
	}
	m.Acted[key] = at
}

// upcoming leaves out the deadlines that were acted on, moves those that are
// tried again, and gives the rest with the nearest first.
func (m *Memory) upcoming(all []Deadline) []Deadline {
	out := make([]Deadline, 0, len(all))
	for _, d := range all {
		if at, ok := m.Acted[d.Key]; ok {
			if d.Again == 0 {
				continue
			}
			d.At = at.Add(d.Again)
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b Deadline) int { return a.At.Compare(b.At) })
	return out
}

// systemCommand makes a command of the process's own. Its id follows from the
// document, the occasion and the try, so that a repetition is recognised.
func systemCommand(s activities.State, kind inventory.CommandKind, body inventory.Body, occasion string) (inventory.Command, error) {
	hash, err := inventory.RequestHash(body)
	if err != nil {
		return inventory.Command{}, err
	}
	return inventory.Command{
		ID:          inventory.CommandID(kind, SystemUser, s.ID+"/"+occasion),
		Kind:        kind,
		OperationID: s.ID,
		WarehouseID: s.WarehouseID,
		UserID:      SystemUser,
		RequestHash: hash,
		Body:        body,
	}, nil
}

// occasion names one acting on a deadline.
func (d Deadline) occasion() string { return fmt.Sprintf("%s/%d", d.Key, d.At.Unix()) }

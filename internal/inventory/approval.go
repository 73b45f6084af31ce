package inventory

import (
	"cmp"
	"fmt"
	"slices"
)

// askApproval makes the command wait for a manager's decision.
func (t *turn) askApproval(kind ApprovalKind, lineNo int, quantity int64, received *ReceivedLine, i int) {
	id := CommandID("approval", 0, fmt.Sprintf("%s/%d", t.cmd.ID, i))
	t.op.Approvals = append(t.op.Approvals, Approval{
		ID: id, Kind: kind, Status: ApprovalPending, LineNo: lineNo, Quantity: quantity, Received: received,
		RequestedBy: t.cmd.UserID, RequestedAt: t.book.Now,
	})
	t.approvals = append(t.approvals, id)
}

func (t *turn) pendingApproval() *Approval {
	for i := range t.op.Approvals {
		if t.op.Approvals[i].Status == ApprovalPending {
			return &t.op.Approvals[i]
		}
	}
	return nil
}

// dropApprovals refuses what is still undecided of an operation that has ended.
func (t *turn) dropApprovals() {
	for a := t.pendingApproval(); a != nil; a = t.pendingApproval() {
		t.decide(a, ApprovalRefused)
	}
}

func (t *turn) decide(a *Approval, status ApprovalStatus) {
	a.Status, a.DecidedBy, a.Note = status, t.cmd.UserID, t.cmd.Body.Note
	if a.Kind == OverReceipt {
		t.op.Lines[a.LineNo-1].Pending -= a.Quantity
	}
}

// findApproval finds the approval that the command names, still pending.
func (t *turn) findApproval() (*Approval, *Error) {
	if err := t.atSite(t.op.WarehouseID); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(t.op.Approvals, func(a Approval) bool { return a.ID == t.cmd.Body.ApprovalID })
	if i < 0 {
		return nil, Refusef(CodeNotFound, "%s waits for no such approval", t.op.Number)
	}
	a := &t.op.Approvals[i]
	if a.Status != ApprovalPending {
		return nil, Refusef(CodeApprovalDecided, "this was decided before: %s", a.Status)
	}
	return a, nil
}

func (t *turn) approve() *Error {
	a, err := t.findApproval()
	if err != nil {
		return err
	}
	if err := t.secondPerson(a); err != nil {
		return err
	}
	t.decide(a, ApprovalApproved)
	t.calm()
	t.note = t.cmd.Body.Note
	switch a.Kind {
	case TransferApproval:
		t.op.Status = Reserved
		return nil
	case AdjustmentApproval:
		t.op.Status = Closed
		return t.correct()
	case CountApproval:
		return t.postCount()
	}
	return t.bookIn(&t.op.Lines[a.LineNo-1], *a.Received, 0)
}

func (t *turn) refuse() *Error { return t.endApproval(ApprovalRefused) }

func (t *turn) expireApproval() *Error { return t.endApproval(ApprovalExpired) }

func (t *turn) endApproval(status ApprovalStatus) *Error {
	a, err := t.findApproval()
	if err != nil {
		return err
	}
	t.decide(a, status)
	t.calm()
	t.note = t.cmd.Body.Note
	switch a.Kind {
	case TransferApproval:
		t.release()
		t.op.Status = Refused
	case AdjustmentApproval:
		t.op.Status = Refused
	case CountApproval:
		t.recountWhere(t.overLimit)
	}
	return nil
}

// secondPerson refuses the approval of a correction by whoever asked for it,
// and of a count by whoever has counted.
func (t *turn) secondPerson(a *Approval) *Error {
	if a.Kind == AdjustmentApproval && a.RequestedBy == t.cmd.UserID {
		return Refusef(CodeSecondPerson, "%s takes a second person's decision; you asked for it yourself", t.op.Number)
	}
	if a.Kind == CountApproval && t.op.Count.countedBy(t.cmd.UserID) {
		return Refusef(CodeSecondPerson, "%s takes the decision of somebody who hasn't counted", t.op.Number)
	}
	return nil
}

// calm takes back a reminder once nothing is left to decide.
func (t *turn) calm() {
	if t.pendingApproval() == nil {
		t.op.Attention = NoAttention
	}
}

// raiseAttention records that a timer asks for somebody.
func (t *turn) raiseAttention() *Error {
	if t.op.Status.Ended() {
		return Refusef(CodeWrongStage, "%s has ended", t.op.Number)
	}
	switch t.cmd.Body.Attention {
	case Reminded, Overdue, Escalated:
	default:
		return Refusef(CodeInvalid, "there is no such level of attention")
	}
	t.op.Attention = t.cmd.Body.Attention
	t.note = cmp.Or(t.cmd.Body.Note, string(t.cmd.Body.Attention))
	return nil
}

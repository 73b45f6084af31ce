package inventory

import (
	"fmt"
	"slices"
)

// LineError is what is wrong with one line of a command.
type LineError struct {
	// LineNo counts the lines of the request from 1.
	LineNo  int      `json:"line_no"`
	Code    Code     `json:"code"`
	Detail  string   `json:"detail"`
	Field   string   `json:"field,omitempty"`
	Holders []Holder `json:"holders,omitempty"`
}

// Holder is an operation that has reserved stock.
type Holder struct {
	OperationID string `json:"operation_id"`
	Number      string `json:"number"`
	Kind        Kind   `json:"kind"`
	Quantity    int64  `json:"quantity"`
}

// Problems gathers what is wrong with the lines of a command, so that all of
// it is told at once.
type Problems struct {
	lines []LineError
	known map[int]bool
}

// problems begins with what was found wrong with the command's rows before.
func (t *turn) problems() *Problems {
	p := &Problems{lines: slices.Clone(t.cmd.Body.Unresolved), known: map[int]bool{}}
	for _, l := range p.lines {
		p.known[l.LineNo] = true
	}
	return p
}

// Add notes what is wrong with the line at a place, counted from 0. Nil is no
// problem, and what was found before counts.
func (p *Problems) Add(i int, e *Error) {
	if e != nil && !p.known[i+1] {
		p.lines = append(p.lines, LineError{LineNo: i + 1, Code: e.Code, Detail: e.Detail, Field: e.Field, Holders: e.Holders})
	}
}

// Refusal is one refusal for all lines, or nil when nothing is wrong.
func (p *Problems) Refusal() *Error {
	if len(p.lines) == 0 {
		return nil
	}
	slices.SortStableFunc(p.lines, func(a, b LineError) int { return a.LineNo - b.LineNo })
	first := p.lines[0]
	e := &Error{Code: first.Code, Detail: first.Detail, Field: first.Field, Holders: first.Holders, Lines: p.lines}
	if len(p.lines) > 1 {
		e.Detail = fmt.Sprintf("%d lines are refused; line %d: %s", len(p.lines), first.LineNo, first.Detail)
	}
	return e
}

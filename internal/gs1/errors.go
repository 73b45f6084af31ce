package gs1

import "fmt"

// Code names a kind of mistake. Codes are part of the API: they never change.
type Code string

// The mistakes.
const (
	UnknownAI    Code = "gs1_unknown_ai"
	BadLength    Code = "gs1_length"
	BadCharacter Code = "gs1_character"
	BadCheck     Code = "gs1_check_digit"
	BadDate      Code = "gs1_date"
	Contradicts  Code = "gs1_contradiction"
	Empty        Code = "gs1_empty"
)

// Error is a code that claims to follow GS1's rules and doesn't.
type Error struct {
	Code Code
	// AI is the application identifier at fault; empty where there is none.
	AI     string
	Detail string
}

// Error gives the sentence for people.
func (e *Error) Error() string {
	if e.AI == "" {
		return e.Detail
	}
	return fmt.Sprintf("AI %s: %s", e.AI, e.Detail)
}

func fail(code Code, ai, format string, args ...any) error {
	return &Error{Code: code, AI: ai, Detail: fmt.Sprintf(format, args...)}
}

package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"stockflow/internal/inventory"
)

// CodeWeakPassword refuses a password that is among the first to be tried.
const CodeWeakPassword inventory.Code = "weak_password"

// A password's length in characters. Passwords of this length need no rules
// about what they are made of (NIST SP 800-63B, 5.1.1.2), but mustn't be
// common, repetitive, or the person's own name.
const (
	ShortestPassword = 12
	LongestPassword  = 128
)

// commonText has those of the most used passwords that are long enough, from
// the frequency list of zxcvbn (MIT).
//
//go:embed common_passwords.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonText) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// CheckNewPassword refuses a password that is too short or easily guessed; own
// are texts that the person is known by: name, e-mail address.
func CheckNewPassword(password string, own ...string) error {
	n := utf8.RuneCountInString(norm.NFKC.String(password))
	switch {
	case n < ShortestPassword || n > LongestPassword:
		return inventory.Refusef(inventory.CodeInvalid, "a password has %d to %d characters", ShortestPassword, LongestPassword).At("password")
	case common()[strings.ToLower(password)] || common()[squash(password)]:
		return weak("this is one of the passwords that everybody tries first")
	case monotonous(strings.ToLower(password)):
		return weak("this repeats or counts through a few characters")
	}
	bare := strings.Trim(squash(password), "0123456789")
	for _, text := range append(own, "stockflow") {
		local, _, _ := strings.Cut(text, "@")
		for _, s := range []string{squash(text), squash(local)} {
			if s != "" && bare != "" && (bare == strings.Trim(s, "0123456789") || strings.ReplaceAll(bare, s, "") == "") {
				return weak("this is little more than your name or address")
			}
		}
	}
	return nil
}

func weak(why string) error {
	return inventory.Refusef(CodeWeakPassword, "%s; choose another password", why).At("password")
}

// squash leaves letters and digits, in lower case.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// monotonous tells whether a text repeats a unit of up to four characters, or
// counts up or down all the way.
func monotonous(s string) bool {
	runes := []rune(s)
	for unit := 1; unit <= 4; unit++ {
		same := true
		for i := unit; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-unit]
		}
		if same {
			return true
		}
	}
	for _, step := range []rune{1, -1} {
		counts := true
		for i := 1; i < len(runes) && counts; i++ {
			counts = runes[i] == runes[i-1]+step || (step == 1 && runes[i-1] == '9' && runes[i] == '0')
		}
		if counts {
			return true
		}
	}
	return false
}

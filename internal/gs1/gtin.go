package gs1

import "strings"

// GTIN14 gives a GTIN-8, -12, -13 or -14 its form with fourteen digits, under
// which all its forms are one; ok is false for whatever is none of them or
// has a wrong check digit.
func GTIN14(code string) (gtin string, ok bool) {
	switch len(code) {
	case 8, 12, 13, 14:
	default:
		return "", false
	}
	if !digits(code) || !Checked(code) {
		return "", false
	}
	return strings.Repeat("0", 14-len(code)) + code, true
}

// LooksLikeGTIN tells whether a code has the form of a GTIN, whatever its
// check digit.
func LooksLikeGTIN(code string) bool {
	switch len(code) {
	case 8, 12, 13, 14:
		return digits(code)
	}
	return false
}

// Checked tells whether the last digit of a number is the check digit of the
// others (General Specifications, 7.9.1).
func Checked(number string) bool {
	last := len(number) - 1
	return last > 0 && digits(number) && CheckDigit(number[:last]) == number[last]
}

// CheckDigit is the check digit of a number of digits: from the right they
// count three times and once, and the check digit makes the sum a multiple of
// ten.
func CheckDigit(number string) byte {
	sum, weight := 0, 3
	for i := len(number) - 1; i >= 0; i-- {
		sum += int(number[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

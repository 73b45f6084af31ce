package gs1

import "strings"

// kind is what an AI's value means to this package.
type kind int

const (
	text kind = iota
	number
	date
	gtin
	sscc
)

// format is how the value of an AI is written.
type format struct {
	kind kind
	// least and most are how many characters it has.
	least, most int
	// predefined: it has one length that every reader knows, and no separator
	// behind it (General Specifications, figure 7.8.5-2).
	predefined bool
}

func fixed(k kind, n int) format { return format{kind: k, least: n, most: n, predefined: true} }

func upTo(k kind, n int) format { return format{kind: k, least: 1, most: n} }

func exactly(k kind, n int) format { return format{kind: k, least: n, most: n} }

// formats are the AIs that goods carry. The families with a decimal point in
// their last digit stand here by their first three.
var formats = map[string]format{
	"00": fixed(sscc, 18), "01": fixed(gtin, 14), "02": fixed(gtin, 14), "03": fixed(gtin, 14),
	"10": upTo(text, 20), "11": fixed(date, 6), "12": fixed(date, 6), "13": fixed(date, 6), "15": fixed(date, 6), "16": fixed(date, 6),
	"17": fixed(date, 6), "20": fixed(number, 2), "21": upTo(text, 20), "22": upTo(text, 20),
	"235": upTo(text, 28), "240": upTo(text, 30), "241": upTo(text, 30), "242": upTo(number, 6), "243": upTo(text, 20),
	"250": upTo(text, 30), "251": upTo(text, 30), "253": {kind: text, least: 13, most: 30}, "254": upTo(text, 20),
	"255": {kind: number, least: 13, most: 25},
	"30":  upTo(number, 8), "37": upTo(number, 8),
	"400": upTo(text, 30), "401": upTo(text, 30), "402": exactly(number, 17), "403": upTo(text, 30),
	"410": fixed(number, 13), "411": fixed(number, 13), "412": fixed(number, 13), "413": fixed(number, 13), "414": fixed(number, 13),
	"415": fixed(number, 13), "416": fixed(number, 13), "417": fixed(number, 13),
	"420": upTo(text, 20), "421": {kind: text, least: 4, most: 12}, "422": exactly(number, 3), "423": {kind: number, least: 3, most: 15},
	"424": exactly(number, 3), "425": {kind: number, least: 3, most: 15}, "426": exactly(number, 3), "427": upTo(text, 3),
	"7001": exactly(number, 13), "7002": upTo(text, 30), "7003": exactly(number, 10), "7004": upTo(number, 4), "7005": upTo(text, 12),
	"7006": exactly(number, 6), "7007": {kind: number, least: 6, most: 12}, "7008": upTo(text, 3), "7009": upTo(text, 10),
	"7010": upTo(text, 2), "7011": {kind: number, least: 6, most: 10}, "7020": upTo(text, 20), "7021": upTo(text, 20),
	"7022": upTo(text, 20), "7023": upTo(text, 30), "7040": exactly(text, 4), "710": upTo(text, 20), "711": upTo(text, 20),
	"712": upTo(text, 20), "713": upTo(text, 20), "714": upTo(text, 20), "715": upTo(text, 20),
	"8001": exactly(number, 14), "8002": upTo(text, 20), "8003": {kind: text, least: 14, most: 30}, "8004": upTo(text, 30),
	"8005": exactly(number, 6), "8006": exactly(number, 18), "8008": {kind: number, least: 8, most: 12}, "8010": upTo(text, 30),
	"8011": upTo(number, 12), "8012": upTo(text, 20), "8013": upTo(text, 25), "8017": exactly(number, 18), "8018": exactly(number, 18),
	"8019": upTo(number, 10), "8020": upTo(text, 25), "8026": exactly(number, 18), "8200": upTo(text, 70),
	"90": upTo(text, 30), "91": upTo(text, 90), "92": upTo(text, 90), "93": upTo(text, 90), "94": upTo(text, 90), "95": upTo(text, 90),
	"96": upTo(text, 90), "97": upTo(text, 90), "98": upTo(text, 90), "99": upTo(text, 90),
	"390": upTo(number, 15), "391": {kind: number, least: 4, most: 18}, "392": upTo(number, 15), "393": {kind: number, least: 4, most: 18},
	"394": exactly(number, 4), "395": exactly(number, 6),
}

// find finds the AI that s begins with.
func find(s string) (ai string, f format, ok bool) {
	for n := 2; n <= 4 && n <= len(s); n++ {
		f, ok := formats[s[:n]]
		switch {
		case ok && s[0] == '3' && n == 3: // an amount; its fourth digit is the decimals
			if len(s) < 4 || s[3] < '0' || s[3] > '9' {
				return "", format{}, false
			}
			return s[:4], f, true
		case ok:
			return s[:n], f, true
		}
	}
	// 310n to 369n are measures of six digits with n decimals.
	if len(s) >= 4 && s[0] == '3' && s[1] >= '1' && s[1] <= '6' && digits(s[:4]) && s[3] <= '5' && s[2] <= lastMeasure[s[1]] {
		return s[:4], fixed(number, 6), true
	}
	return "", format{}, false
}

// lastMeasure is the last third digit that is in use: 316n, 337n …
var lastMeasure = map[byte]byte{'1': '6', '2': '9', '3': '7', '4': '9', '5': '7', '6': '9'}

// whole tells whether s is an AI and nothing else.
func whole(s string) (format, bool) {
	ai, f, ok := find(s)
	return f, ok && ai == s
}

// characters are those that a text may have (figure 7.11-1).
const characters = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

// check holds a value against its AI.
func (f format) check(ai, v string) error {
	switch {
	case v == "":
		return fail(BadLength, ai, "there is nothing behind it")
	case f.kind == text && strings.Trim(v, characters) != "":
		return fail(BadCharacter, ai, "%q has a character that GS1 doesn't allow", v)
	case f.kind != text && !digits(v):
		return fail(BadCharacter, ai, "%q is not a number", v)
	case len(v) < f.least && f.least == f.most:
		return fail(BadLength, ai, "%q has fewer than %d characters", v, f.least)
	case len(v) < f.least || len(v) > f.most:
		return fail(BadLength, ai, "%q has not %d to %d characters", v, f.least, f.most)
	case (f.kind == gtin || f.kind == sscc) && !Checked(v):
		return fail(BadCheck, ai, "the check digit of %s is wrong; it was misread or mistyped", v)
	}
	return nil
}

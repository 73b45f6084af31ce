package gs1

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Element is a value behind its application identifier.
type Element struct {
	AI    string `json:"ai"`
	Value string `json:"value"`
}

// Message is what one code says, in its order.
type Message []Element

// Value is what an AI says; empty where it says nothing.
func (m Message) Value(ai string) string {
	for _, e := range m {
		if e.AI == ai {
			return e.Value
		}
	}
	return ""
}

// GTIN is the item itself (01), or what a logistic unit holds (02).
func (m Message) GTIN() string {
	if v := m.Value("01"); v != "" {
		return v
	}
	return m.Value("02")
}

// SSCC is the number of a logistic unit (00).
func (m Message) SSCC() string { return m.Value("00") }

// Lot is the batch or lot number (10).
func (m Message) Lot() string { return m.Value("10") }

// Serial is the serial number (21).
func (m Message) Serial() string { return m.Value("21") }

// Count is how many there are (30, or 37 of what 02 names); 0: it isn't said.
func (m Message) Count() int64 {
	for _, ai := range []string{"30", "37"} {
		if n, err := strconv.ParseInt(m.Value(ai), 10, 64); err == nil {
			return n
		}
	}
	return 0
}

// NetWeight is the net weight in kilograms (310n), as a decimal number; empty:
// it isn't said.
func (m Message) NetWeight() string {
	for _, e := range m {
		if len(e.AI) != 4 || e.AI[:3] != "310" {
			continue
		}
		point := len(e.Value) - int(e.AI[3]-'0')
		whole := strings.TrimLeft(e.Value[:point], "0")
		if whole == "" {
			whole = "0"
		}
		if point == len(e.Value) {
			return whole
		}
		return whole + "." + e.Value[point:]
	}
	return ""
}

// Date is a date of the message as YYYY-MM-DD: 11 production, 13 packaging, 15
// best before, 17 expiry; empty: it isn't said. Two digits of a year stand for
// the one that lies within 49 years before and 50 years after today (7.12);
// day 00 is the last of its month.
func (m Message) Date(ai string, today time.Time) string {
	v := m.Value(ai)
	if v == "" {
		return ""
	}
	d, err := readDate(ai, v, today.Year())
	if err != nil {
		return ""
	}
	return d.Format(time.DateOnly)
}

// Expiry is the expiry date (17), or, of goods that have none, the best-before
// date (15).
func (m Message) Expiry(today time.Time) string {
	if d := m.Date("17", today); d != "" {
		return d
	}
	return m.Date("15", today)
}

func readDate(ai, v string, thisYear int) (time.Time, error) {
	n, err := strconv.Atoi(v)
	if err != nil || len(v) != 6 {
		return time.Time{}, fail(BadDate, ai, "%q is not a date", v)
	}
	year, month, day := n/10000, time.Month(n/100%100), n%100
	year += thisYear - thisYear%100
	switch difference := year - thisYear; {
	case difference > 50:
		year -= 100
	case difference < -49:
		year += 100
	}
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
	if month < time.January || month > time.December || day > last.Day() {
		return time.Time{}, fail(BadDate, ai, "%q is not a date", v)
	}
	if day == 0 {
		return last, nil
	}
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC), nil
}

// add checks an element and takes it up.
func (m *Message) add(ai, v string, f format) error {
	if err := f.check(ai, v); err != nil {
		return err
	}
	if f.kind == date {
		// A leap day is one whatever the century.
		if _, err := readDate(ai, v, 2000); err != nil {
			return err
		}
	}
	if known := m.Value(ai); known != "" {
		if known != v {
			return fail(Contradicts, ai, "it says %q and %q", known, v)
		}
		return nil
	}
	*m = append(*m, Element{AI: ai, Value: v})
	return nil
}

// Elements makes a message of pairs of AI and value, for a label.
func Elements(pairs ...string) (Message, error) {
	var m Message
	for i := 0; i+1 < len(pairs); i += 2 {
		f, ok := whole(pairs[i])
		if !ok {
			return nil, fail(UnknownAI, pairs[i], "there is no such identifier")
		}
		if err := m.add(pairs[i], pairs[i+1], f); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Separator stands behind a value without a predefined length. Barcodes carry
// the symbol FNC1 there; scanners transmit this.
const Separator = "\x1d"

// String is the element string. Values of predefined length come first, so
// that few separators are needed.
func (m Message) String() string {
	var known, others []string
	for _, e := range m {
		if f, _ := whole(e.AI); f.predefined {
			known = append(known, e.AI+e.Value)
		} else {
			others = append(others, e.AI+e.Value)
		}
	}
	return strings.Join(known, "") + strings.Join(others, Separator)
}

// Readable is the message as people write it: (01)09506000134352(10)ABC.
func (m Message) Readable() string {
	var b strings.Builder
	for _, e := range m {
		fmt.Fprintf(&b, "(%s)%s", e.AI, e.Value)
	}
	return b.String()
}

// Link is the message as a Digital Link at GS1's own address. Keys and
// qualifiers are its path, the rest its query.
func (m Message) Link() string {
	var path, query strings.Builder
	path.WriteString("https://id.gs1.org")
	for _, ai := range append(slices.Clone(keys), qualifiers...) {
		if v := m.Value(ai); v != "" {
			path.WriteString("/" + ai + "/" + url.PathEscape(v))
		}
	}
	for _, e := range m {
		if slices.Contains(keys, e.AI) || slices.Contains(qualifiers, e.AI) {
			continue
		}
		separator := "&"
		if query.Len() == 0 {
			separator = "?"
		}
		query.WriteString(separator + e.AI + "=" + url.QueryEscape(e.Value))
	}
	return path.String() + query.String()
}

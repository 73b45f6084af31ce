package gs1

import (
	"regexp"
	"strings"
)

// Scan is what a scanner gave, understood as far as GS1 goes.
type Scan struct {
	// Code is the text of the code, without what the scanner put before it.
	Code string
	// Message is what the code says where it follows GS1; nil: it is plain text.
	Message Message
}

// carriers are the symbology identifiers (ISO/IEC 15424) of symbols that begin
// with FNC1: GS1-128, DataBar, DataMatrix, QR Code and DotCode.
var carriers = []string{"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"}

var symbology = regexp.MustCompile(`^\][A-Za-z][0-9A-Za-z]`)

// Read understands a scanned code. It fails only on what says of itself that
// it follows GS1: by its symbology identifier, its separators or its brackets.
// A scanner that was set up to leave all that out is given the benefit of the
// doubt: what reads as an element string in every part is one.
func Read(code string) (Scan, error) {
	identifier := symbology.FindString(code)
	rest := strings.ReplaceAll(code[len(identifier):], "\u241d", Separator)
	s := Scan{Code: strings.Trim(rest, Separator+" \t\r\n")}
	if s.Code == "" {
		return s, fail(Empty, "", "the code is empty")
	}
	var err error
	switch {
	case isLink(s.Code):
		s.Message, err = readLink(s.Code)
	case readable.MatchString(s.Code):
		s.Message, err = readReadable(s.Code)
	case claims(identifier) || strings.Contains(rest, Separator):
		s.Message, err = readElements(s.Code)
	case strings.HasPrefix(s.Code, "01") && len(s.Code) >= 16 || strings.HasPrefix(s.Code, "00") && len(s.Code) >= 20:
		if m, err := readElements(s.Code); err == nil {
			s.Message = m
		}
	}
	return s, err
}

func claims(identifier string) bool {
	for _, c := range carriers {
		if c == identifier {
			return true
		}
	}
	return false
}

// readElements reads an element string.
func readElements(s string) (Message, error) {
	var m Message
	for s != "" {
		ai, f, ok := find(s)
		if !ok {
			return nil, fail(UnknownAI, "", "%q doesn't begin with an identifier that is in use", cutShort(s))
		}
		s = s[len(ai):]
		// A value of predefined length that is cut short ends all the same.
		end := strings.Index(s, Separator)
		if end < 0 {
			end = len(s)
		}
		if f.predefined {
			end = min(end, f.most)
		}
		if err := m.add(ai, s[:end], f); err != nil {
			return nil, err
		}
		s = strings.TrimLeft(s[end:], Separator)
	}
	return m, nil
}

var (
	readable = regexp.MustCompile(`^\([0-9]{2,4}\)`)
	bracket  = regexp.MustCompile(`\(([0-9]{2,4})\)`)
)

// readReadable reads (01)09506000134352(10)ABC. Brackets around anything but
// an identifier belong to the value.
func readReadable(s string) (Message, error) {
	var m Message
	for s != "" {
		head := bracket.FindStringSubmatch(s)
		ai := head[1]
		f, ok := whole(ai)
		if !ok {
			return nil, fail(UnknownAI, ai, "there is no such identifier")
		}
		s = s[len(head[0]):]
		end := len(s)
		for _, at := range bracket.FindAllStringSubmatchIndex(s, -1) {
			if _, ok := whole(s[at[2]:at[3]]); ok {
				end = at[0]
				break
			}
		}
		if err := m.add(ai, strings.TrimRight(s[:end], " "), f); err != nil {
			return nil, err
		}
		s = s[end:]
	}
	return m, nil
}

func cutShort(s string) string {
	const most = 20
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}

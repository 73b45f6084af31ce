package gs1

import (
	"net/url"
	"slices"
	"strings"
)

// keys are the AIs that a Digital Link may begin with, and that this package
// can make something of.
var keys = []string{"01", "00", "02", "414", "8003", "8004", "8006", "253", "255", "401", "402"}

// qualifiers stand behind a GTIN in the path: variant, lot, serial number.
var qualifiers = []string{"22", "10", "21"}

func isLink(s string) bool {
	lower := strings.ToLower(cutShort(s))
	return strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://")
}

// readLink reads a Digital Link URI (Digital Link Standard: URI Syntax), as
// https://example.com/01/09506000134352/10/ABC?17=270131. An address that is
// none is plain text: there are many others.
func readLink(s string) (Message, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, nil //nolint:nilerr // an address that can't be read is no Digital Link
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	start := slices.IndexFunc(parts, func(p string) bool { return slices.Contains(keys, p) })
	if start < 0 || (len(parts)-start)%2 != 0 {
		return nil, nil
	}
	var m Message
	for i := start; i < len(parts); i += 2 {
		f, ok := whole(parts[i])
		if !ok {
			return nil, fail(UnknownAI, parts[i], "there is no such identifier")
		}
		v, err := url.PathUnescape(parts[i+1])
		if err != nil {
			return nil, fail(BadCharacter, parts[i], "%q can't be read", parts[i+1])
		}
		if err := m.add(parts[i], padded(f, v), f); err != nil {
			return nil, err
		}
	}
	if err := readQuery(&m, u.RawQuery); err != nil {
		return nil, err
	}
	return m, nil
}

// readQuery reads the attributes of a link; what is no AI is somebody else's.
func readQuery(m *Message, query string) error {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		f, ok := whole(name)
		if !ok {
			continue
		}
		v, err := url.QueryUnescape(value)
		if err != nil {
			return fail(BadCharacter, name, "%q can't be read", value)
		}
		if err := m.add(name, padded(f, v), f); err != nil {
			return err
		}
	}
	return nil
}

// padded brings the shorter forms of a GTIN, which older links carry, to
// fourteen digits.
func padded(f format, v string) string {
	if f.kind == gtin && LooksLikeGTIN(v) {
		return strings.Repeat("0", 14-len(v)) + v
	}
	return v
}

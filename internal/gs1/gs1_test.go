package gs1_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"stockflow/internal/gs1"
)

const gtin = "09506000134352"

func TestGTINsHaveOneForm(t *testing.T) {
	for code, want := range map[string]string{
		// The examples of the General Specifications and of GS1's calculator.
		"96385074": "00000096385074", "614141000036": "00614141000036", "0614141000036": "00614141000036",
		"00614141000036": "00614141000036", "4006381333931": "04006381333931", "95060001343526": "", "9506000134352": gtin,
		"10614141000415": "10614141000415",
		// What is none.
		"": "", "4006381333932": "", "400638133393": "", "123": "", "40063813339311234": "", "400638133393A": "", " 4006381333931": "",
		"４００６３８１３３３９３１": "",
	} {
		got, ok := gs1.GTIN14(code)
		assert.Equal(t, want, got, code)
		assert.Equal(t, want != "", ok, code)
	}
}

func TestReadUnderstandsWhatScannersGive(t *testing.T) {
	full := gs1.Message{{AI: "01", Value: gtin}, {AI: "17", Value: "270131"}, {AI: "10", Value: "ABC-1"}, {AI: "30", Value: "24"}}
	for name, c := range map[string]struct {
		code string
		want gs1.Message
	}{
		"GS1-128":                       {"]C101095060001343521727013110ABC-1\x1d3024", full},
		"DataMatrix":                    {"]d201095060001343521727013110ABC-1\x1d3024", full},
		"QR":                            {"]Q301095060001343521727013110ABC-1\x1d3024", full},
		"DataBar":                       {"]e001095060001343521727013110ABC-1\x1d3024", full},
		"FNC1 in front as well":         {"]C1\x1d01095060001343521727013110ABC-1\x1d3024", full},
		"no identifier":                 {"01095060001343521727013110ABC-1\x1d3024", full},
		"nor a separator":               {"01095060001343521727013110ABC-1", full[:3]},
		"separators behind every value": {"]C10109506000134352\x1d17270131\x1d10ABC-1\x1d3024\x1d", full},
		"separator as a picture":        {"]C101095060001343521727013110ABC-1␝3024", full},
		"as people write it":            {"(01)" + gtin + "(17)270131(10)ABC-1(30)24", full},
		"with spaces":                   {" (01)" + gtin + " (17)270131 (10)ABC-1 (30)24\r\n", full},
		"brackets in a value":           {"(01)" + gtin + "(10)A(5)(77)B", gs1.Message{{AI: "01", Value: gtin}, {AI: "10", Value: "A(5)(77)B"}}},
		"Digital Link": {"https://id.gs1.org/01/" + gtin + "/10/ABC-1?17=270131&30=24&utm_source=box",
			gs1.Message{full[0], full[2], full[1], full[3]}},
		"Digital Link of a shop":     {"HTTPS://shop.example/eu/p/01/9506000134352/10/A%2FB", gs1.Message{full[0], {AI: "10", Value: "A/B"}}},
		"SSCC":                       {"]C100106141411234567897", gs1.Message{{AI: "00", Value: "106141411234567897"}}},
		"SSCC without identifier":    {"00106141411234567897", gs1.Message{{AI: "00", Value: "106141411234567897"}}},
		"contents of a unit":         {"]C102" + gtin + "3712", gs1.Message{{AI: "02", Value: gtin}, {AI: "37", Value: "12"}}},
		"said twice, alike":          {"]C101" + gtin + "01" + gtin, full[:1]},
		"weight":                     {"]C101" + gtin + "3103001250", gs1.Message{full[0], {AI: "3103", Value: "001250"}}},
		"EAN-13":                     {"]E09506000134352", nil},
		"plain":                      {"4006381333931", nil},
		"plain, begins like a GTIN":  {"0112345678901234X", nil},
		"an address of something":    {"https://example.com/01/hello", nil},
		"an address that can't be":   {"http://[::1", nil},
		"ordinary Code 128":          {"]C0SHELF-7", nil},
		"a word that begins with ](": {"]C", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := gs1.Read(c.code)
			if name == "an address of something" {
				require.Error(t, err, "an identifier with a value that can't be")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, s.Message)
		})
	}
	s, err := gs1.Read("]E04006381333931\r\n")
	require.NoError(t, err)
	assert.Equal(t, "4006381333931", s.Code, "what the scanner adds is not the code's")
}

func TestReadNamesTheMistake(t *testing.T) {
	for code, want := range map[string]gs1.Error{
		"":                             {Code: gs1.Empty},
		"]C1":                          {Code: gs1.Empty},
		"]C10109506000134353":          {Code: gs1.BadCheck, AI: "01"},
		"]C100106141411234567898":      {Code: gs1.BadCheck, AI: "00"},
		"]C1010950600013435":           {Code: gs1.BadLength, AI: "01"},
		"]C10109506000134\x1d10A":      {Code: gs1.BadLength, AI: "01"},
		"]C101" + gtin + "1727023010A": {Code: gs1.BadDate, AI: "17"},
		"]C101" + gtin + "17271300":    {Code: gs1.BadDate, AI: "17"},
		"]C101" + gtin + "17AB0101":    {Code: gs1.BadCharacter, AI: "17"},
		"]C101" + gtin + "10":          {Code: gs1.BadLength, AI: "10"},
		"]C101" + gtin + "10123456789012345678901":     {Code: gs1.BadLength, AI: "10"},
		"]C101" + gtin + "10Zoë":                       {Code: gs1.BadCharacter, AI: "10"},
		"]C101" + gtin + "30123456789":                 {Code: gs1.BadLength, AI: "30"},
		"]C188ABC":                                     {Code: gs1.UnknownAI},
		"]C13109123456":                                {Code: gs1.UnknownAI},
		"]C1010950600013435201" + "00614141000036":     {Code: gs1.Contradicts, AI: "01"},
		"(01)" + gtin + "(10)":                         {Code: gs1.BadLength, AI: "10"},
		"(88)X":                                        {Code: gs1.UnknownAI, AI: "88"},
		"01\x1d":                                       {Code: gs1.BadLength, AI: "01"},
		"https://id.gs1.org/01/9506000134353":          {Code: gs1.BadCheck, AI: "01"},
		"https://id.gs1.org/01/" + gtin + "?17=279999": {Code: gs1.BadDate, AI: "17"},
	} {
		s, err := gs1.Read(code)
		var e *gs1.Error
		require.ErrorAs(t, err, &e, code)
		assert.Equal(t, want.Code, e.Code, code)
		assert.Equal(t, want.AI, e.AI, code)
		assert.NotEmpty(t, e.Error())
		assert.Nil(t, s.Message, code)
	}
}

func TestMessagesSay(t *testing.T) {
	today := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	m, err := gs1.Elements("02", gtin, "37", "12", "10", "L1", "21", "S9", "15", "270200", "13", "261101", "00", "106141411234567897", "3102", "001250")
	require.NoError(t, err)
	assert.Equal(t, gtin, m.GTIN())
	assert.Equal(t, int64(12), m.Count())
	assert.Equal(t, "L1", m.Lot())
	assert.Equal(t, "S9", m.Serial())
	assert.Equal(t, "106141411234567897", m.SSCC())
	assert.Equal(t, "2027-02-28", m.Expiry(today), "best before, where there is no expiry date")
	assert.Equal(t, "2026-11-01", m.Date("13", today))
	assert.Equal(t, "12.50", m.NetWeight())
	assert.Equal(t, "02"+gtin+"152702001326110100106141411234567897"+"3102001250"+"3712\x1d10L1\x1d21S9", m.String())
	assert.Equal(t, "", gs1.Message{}.NetWeight())
	for ai, value := range map[string]string{"01": "123", "zz": "1", "17": "270230"} {
		_, err := gs1.Elements(ai, value)
		require.Error(t, err, ai)
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		year        int
		value, want string
	}{
		{2026, "270131", "2027-01-31"}, {2026, "760101", "2076-01-01"}, {2026, "770101", "1977-01-01"}, {2026, "991231", "1999-12-31"},
		{2051, "010101", "2101-01-01"}, {2051, "020101", "2002-01-01"}, {2060, "100101", "2110-01-01"}, {2060, "110101", "2011-01-01"},
		{2026, "280200", "2028-02-29"}, {2026, "270200", "2027-02-28"}, {2026, "261200", "2026-12-31"}, {2026, "280229", "2028-02-29"},
	} {
		m, err := gs1.Elements("17", c.value)
		require.NoError(t, err, c.value)
		assert.Equal(t, c.want, m.Date("17", time.Date(c.year, 6, 1, 0, 0, 0, 0, time.UTC)), "%s read in %d", c.value, c.year)
	}
}

// Whatever is scanned, reading it ends with a message that can be written and
// read again, with plain text, or with a mistake that has a name.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"]C101095060001343521727013110ABC-1\x1d3024", "(01)" + gtin + "(10)A", "https://id.gs1.org/01/" + gtin + "?17=270131", "4006381333931",
		"]d2\x1d", "3103001250", "00106141411234567897", "https://x/01/%zz", "(01)(10)", "]Q3392512", "\x1d3", "01", "(3)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		s, err := gs1.Read(code)
		if err != nil {
			var e *gs1.Error
			if !errors.As(err, &e) || e.Code == "" || s.Message != nil {
				t.Fatalf("%q: %v with %v", code, err, s.Message)
			}
			return
		}
		if s.Message == nil {
			return
		}
		again, err := gs1.Read("]C1" + s.Message.String())
		if err != nil {
			t.Fatalf("%q was read as %v, which can't be read: %v", code, s.Message, err)
		}
		order := func(a, b gs1.Element) int { return strings.Compare(a.AI, b.AI) }
		want, got := slices.SortedFunc(slices.Values(s.Message), order), slices.SortedFunc(slices.Values(again.Message), order)
		if !slices.Equal(want, got) {
			t.Fatalf("%q: %v became %v", code, want, got)
		}
		s.Message.Expiry(time.Now())
		s.Message.NetWeight()
		s.Message.Count()
	})
}

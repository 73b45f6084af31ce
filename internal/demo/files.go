package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"time"
)

//go:embed data/*.csv
var data embed.FS

// relativeDate is a date in the files: @-3 is three days before the company
// was founded, @+30 thirty days after.
var relativeDate = regexp.MustCompile(`@([+-]?\d+)`)

// open reads one of the files, with its dates counted from the founding day.
func open(name string, founded time.Time) (io.Reader, error) {
	text, err := data.ReadFile("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("open the demo's data: %w", err)
	}
	dated := relativeDate.ReplaceAllFunc(text, func(token []byte) []byte {
		days, err := strconv.Atoi(string(token[1:]))
		if err != nil {
			return token // The pattern lets only numbers through.
		}
		return []byte(founded.AddDate(0, 0, days).Format(time.DateOnly))
	})
	return bytes.NewReader(dated), nil
}

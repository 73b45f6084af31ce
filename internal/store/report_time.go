package store

import "time"

// periodDays is the length of the period.
func (r *reportRequest) periodDays() int { return int(r.to.Sub(r.from).Hours()/24) + 1 }

// truncated is the beginning of the day's week or month.
func truncated(day time.Time, unit string) time.Time {
	switch unit {
	case byWeek:
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case byMonth:
		return day.AddDate(0, 0, 1-day.Day())
	}
	return day
}

func stepped(day time.Time, unit string, n int) time.Time {
	switch unit {
	case byWeek:
		return day.AddDate(0, 0, 7*n)
	case byMonth:
		return day.AddDate(0, n, 0)
	}
	return day.AddDate(0, 0, n)
}

// pointsBetween counts the steps from the first one to the one of a day.
func pointsBetween(first, to time.Time, unit string) int {
	days := int(to.Sub(first).Hours() / 24)
	switch unit {
	case byWeek:
		return days/7 + 1
	case byMonth:
		return (to.Year()-first.Year())*12 + int(to.Month()) - int(first.Month()) + 1
	}
	return days + 1
}

package calls

import "time"

// instant returns when a clock of the zone shows the text. Where clocks are put back, it shows it twice: the time that is
// nearer to the one given counts, or the first if none is given.
func instant(text string, zone *time.Location, near time.Time) (time.Time, reason) {
	clock, err := time.Parse(time.DateTime, text)
	if err != nil {
		return time.Time{}, malformed
	}
	var found time.Time
	for _, days := range []int{-1, 1} { // with the offset from before a change of the clocks, and from after it
		_, offset := clock.AddDate(0, 0, days).In(zone).Zone()
		t := clock.Add(-time.Duration(offset) * time.Second)
		if t.In(zone).Format(time.DateTime) != clock.Format(time.DateTime) {
			continue
		}
		if found.IsZero() || t.Sub(near).Abs() < found.Sub(near).Abs() {
			found = t
		}
	}
	if found.IsZero() {
		return found, wrongTime
	}
	return found, ""
}

// tolerance is less than the difference of any two zones, and more than a call's first record comes after its channel.
const tolerance = 10 * time.Minute

// fits reports whether the start of a call agrees with its uniqueid, which contains the time without a zone.
func fits(start, created time.Time) bool {
	return created.IsZero() || start.Sub(created).Abs() < tolerance
}

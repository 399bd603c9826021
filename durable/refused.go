package durable

import "strings"

// refused begins the reason of a step that the API has refused.
const refused = "refused: "

// Refused reports whether the step is held because the API refused the write. It was not applied, so [Settle] with
// [SendAgain] does no harm: for example after what the API refused was corrected.
func (s StepRecord) Refused() bool { return s.State == StepHeld && strings.HasPrefix(s.Why, refused) }

//go:build race

package leeloo_test

// raceEnabled: the race detector allocates on its own account.
const raceEnabled = true

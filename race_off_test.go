//go:build !race

package leeloo_test

const raceEnabled = false

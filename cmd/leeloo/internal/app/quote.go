package app

import (
	"regexp"
	"strings"
)

var plainArgument = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// Quote returns an argument as a shell reads it, for commands that a text suggests.
func Quote(arg string) string {
	if plainArgument.MatchString(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

package main

import (
	"cmp"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"
)

// screen is what the bars are drawn on.
type screen struct {
	width   int
	unicode bool // ASCII otherwise
}

// screenOf asks the terminal for its width; anything else gets 80 columns.
func screenOf(out io.Writer) screen {
	s := screen{width: 80, unicode: isUTF8(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_CTYPE"), os.Getenv("LANG")))}
	if file, ok := out.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.width = width
		}
	}
	return s
}

// isUTF8 reads a locale such as uk_UA.UTF-8. Windows has none, and knows Unicode.
func isUTF8(locale string) bool {
	if locale == "" {
		return runtime.GOOS == "windows"
	}
	locale = strings.ToLower(locale)
	return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
}

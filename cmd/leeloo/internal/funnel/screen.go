package funnel

import (
	"cmp"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// screen is what the bars are drawn on.
type screen struct {
	width   int
	unicode bool // otherwise ASCII
}

// screenOf returns the width of the terminal, or 80 for a file or a pipe.
func screenOf(a *app.App) screen {
	s := screen{width: 80, unicode: isUTF8(cmp.Or(a.Getenv("LC_ALL"), a.Getenv("LC_CTYPE"), a.Getenv("LANG")))}
	if file, ok := a.Out.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.width = width
		}
	}
	return s
}

// isUTF8 reports whether a locale is like uk_UA.UTF-8. Windows has no locale, and its terminals know Unicode.
func isUTF8(locale string) bool {
	if locale == "" {
		return runtime.GOOS == "windows"
	}
	locale = strings.ToLower(locale)
	return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
}

package output

import "github.com/mattn/go-runewidth"

// cells is not the default of the package, which guesses from the locale.
var cells = &runewidth.Condition{StrictEmojiNeutral: true}

// Width returns the number of cells that a text takes on a terminal: two for a Chinese character or an emoji, none for
// what combines with another character.
func Width(text string) int { return cells.StringWidth(text) }

// Fit returns the lines of a text without a line break, none of which is wider than width. A character that is wider has
// a line of its own.
func Fit(text string, width int) string { return cells.Wrap(text, width) }

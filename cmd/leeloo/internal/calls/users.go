package calls

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
)

// assignment is a line of --users: an extension, and the name or id of its user.
type assignment struct {
	where           string
	extension, user string
	mistake         string
}

// assignments reads the values of --users: pairs, or files that have a pair a line. Mistakes are in the assignments, so that
// all of them can be reported at once.
func assignments(values []string) ([]assignment, error) {
	var all []assignment
	seen := map[string]string{}
	for _, value := range values {
		list := []assignment{{where: "--users", user: value}}
		if content, err := os.ReadFile(value); err == nil {
			list = lines(value, content)
		} else if !strings.Contains(value, "=") {
			return nil, app.Usagef("--users: %w", err)
		}
		for _, a := range list {
			a.split()
			if before, ok := seen[a.extension]; ok && a.mistake == "" {
				a.mistake = fmt.Sprintf("extension %s is there twice: see %s", a.extension, before)
			}
			seen[a.extension] = a.where
			all = append(all, a)
		}
	}
	if len(all) == 0 && len(values) > 0 {
		return nil, app.Usagef("--users: there is no extension in %s: want lines like 101=Olena Kovalenko", strings.Join(values, ", "))
	}
	return all, nil
}

// A comment begins at the start of a line or after a blank: names and extensions may have a # in them.
var comment = regexp.MustCompile(`(^|\s)#.*$`)

func lines(path string, content []byte) (list []assignment) {
	scanner := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(content, []byte(bom))))
	scanner.Buffer(nil, len(content)+1)
	for number := 1; scanner.Scan(); number++ {
		if text := comment.ReplaceAllString(scanner.Text(), ""); strings.TrimSpace(text) != "" {
			list = append(list, assignment{where: fmt.Sprintf("%s, line %d", path, number), user: text})
		}
	}
	return list
}

// split splits the text of a pair.
func (a *assignment) split() {
	extension, user, _ := strings.Cut(a.user, "=")
	a.extension, a.user = strings.TrimSpace(extension), strings.TrimSpace(user)
	switch {
	case !utf8.ValidString(a.extension + a.user):
		a.mistake = "this is not UTF-8: save the file as UTF-8"
	case a.extension == "" || a.user == "":
		a.mistake = "want an extension and the name or id of its user, like 101=Olena Kovalenko"
	}
}

// resolve returns the users of the extensions. Its error has all mistakes.
func resolve(ctx context.Context, client *leeloo.Client, list []assignment) (map[string]leeloo.UserID, error) {
	staff, err := leeloo.Collect(client.Users.All(ctx, leeloo.ListParams{}))
	if err != nil {
		return nil, err
	}
	users := map[string]leeloo.UserID{}
	var mistakes []error
	for _, a := range list {
		if a.mistake != "" {
			mistakes = append(mistakes, fmt.Errorf("%s: %s", a.where, a.mistake))
			continue
		}
		user, err := names.User(staff, a.where, a.user)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		users[a.extension] = user.ID
	}
	if len(mistakes) > 0 {
		return nil, app.UsageError{Err: errors.Join(mistakes...)}
	}
	return users, nil
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

// addUsers reads a value of -users: pairs, or the name of a file that has a pair a line.
func (o *options) addUsers(value string) error {
	if strings.Contains(value, "=") {
		for pair := range strings.SplitSeq(value, ",") {
			if err := o.addUser(pair); err != nil {
				return err
			}
		}
		return nil
	}
	file, err := os.Open(value)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		pair, _, _ := strings.Cut(strings.TrimPrefix(lines.Text(), bom), "#")
		if strings.TrimSpace(pair) == "" {
			continue
		}
		if err := o.addUser(pair); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return lines.Err()
}

func (o *options) addUser(pair string) error {
	extension, id, _ := strings.Cut(pair, "=")
	extension, id = strings.TrimSpace(extension), strings.TrimSpace(id)
	if extension == "" || id == "" {
		return errors.New("want ext=USERID, like 101=62594a8e1f0c1b2f4c9d0001")
	}
	if _, twice := o.users[extension]; twice {
		return fmt.Errorf("extension %s is there twice", extension)
	}
	o.users[extension] = leeloo.UserID(id)
	return nil
}

// checkUsers finds a wrong id before it is on a card.
func checkUsers(ctx context.Context, crm *leeloo.Client, users map[string]leeloo.UserID) error {
	staff := map[leeloo.UserID]bool{}
	for user, err := range crm.Users.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			return err
		}
		staff[user.ID] = true
	}
	for _, extension := range slices.Sorted(maps.Keys(users)) {
		if !staff[users[extension]] {
			return command.Usagef("-users: the id of extension %s is no user's of this company (Settings, Users; or Users.List)", extension)
		}
	}
	return nil
}

package export

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
)

// overlap is how much of the time before the last export is read again: clocks differ, and a list may show a row late.
const overlap = time.Hour

// datePlace is where a file name has the day.
const datePlace = "{date}"

// series are the files of one --output of --since last, one for each run.
type series struct {
	dir           string
	before, after string // around the day in a name
	withoutDate   string // the name without a day, which a first export may have had
	matches       *regexp.Regexp
}

// seriesOf returns the series of an --output. If it has no {date}, the day goes before its ending.
func seriesOf(output string) series {
	dir, name := filepath.Split(output)
	s := series{dir: dir}
	before, after, ok := strings.Cut(name, datePlace)
	if !ok {
		s.withoutDate = name
		after = filepath.Ext(name)
		before = strings.TrimSuffix(name, after) + "-"
	}
	s.before, s.after = before, after
	s.matches = regexp.MustCompile("^" + regexp.QuoteMeta(before) + `\d{4}-\d{2}-\d{2}(-\d+)?` + regexp.QuoteMeta(after) + "$")
	return s
}

// pattern returns the --output with {date}.
func (s series) pattern() string { return filepath.Join(s.dir, s.before+datePlace+s.after) }

// next returns the name of the next file: that of the day, with a number if the day has files already.
func (s series) next(now time.Time) string {
	day := now.UTC().Format(time.DateOnly)
	for n := 1; ; n++ {
		name := s.before + day + s.after
		if n > 1 {
			name = fmt.Sprintf("%s%s-%d%s", s.before, day, n, s.after)
		}
		path := filepath.Join(s.dir, name)
		if !target.Used(path) {
			return path
		}
	}
}

// last returns the last complete export of the series, if there is one. One with an end says nothing about what came after
// it, and one from the future was begun by a wrong clock.
func (s series) last(a *app.App, job target.Job, now time.Time) (last target.Manifest, found bool, err error) {
	files, err := s.files(target.CompleteFile)
	if err != nil {
		return last, false, err
	}
	for _, file := range files {
		m, err := target.ReadManifest(file)
		switch {
		case err != nil || !m.Complete:
			a.Printf("%s cannot be read: it does not count as the last export.", target.PathsOf(file).Manifest)
		case m.What != job.What || m.Tags != job.Tags || m.Demo != job.Demo || m.To != "":
		case m.Started.After(now.Add(overlap)):
			a.Printf("%s is from the future: it does not count as the last export. Is the clock right?", target.PathsOf(file).Manifest)
		case !found || m.Started.After(last.Started):
			last, found = m, true
		}
	}
	return last, found, nil
}

// unfinished returns the last export of the series that has not ended, and that began after the last complete one.
func (s series) unfinished(job target.Job, last time.Time) (file string, since string, err error) {
	files, err := s.files(target.UnfinishedFile)
	if err != nil {
		return "", "", err
	}
	for _, path := range files {
		begun, ok := target.PathsOf(path).ReadExport()
		job.Since = begun.Job.Since
		if ok && begun.Job == job && begun.Started.After(last) {
			file, since, last = path, begun.Job.Since, begun.Started
		}
	}
	return file, since, nil
}

// tidy deletes what a kill has left beside the last complete export, after its last rename.
func (s series) tidy(last target.Manifest) error {
	at := target.PathsOf(filepath.Join(s.dir, last.File))
	if last.File == "" || !target.Exists(at.State) {
		return nil
	}
	lock, err := at.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	_, _, err = at.Complete(last.Job)
	return err
}

// files returns the files of the series for which another file of the directory exists.
func (s series) files(mainFile func(name string) (string, bool)) (files []string, err error) {
	entries, err := os.ReadDir(cmp.Or(s.dir, "."))
	if err != nil {
		return nil, app.Usagef("--output: there is no directory %s", s.dir)
	}
	for _, entry := range entries {
		name, ok := mainFile(entry.Name())
		if ok && (s.matches.MatchString(name) || name == s.withoutDate) {
			files = append(files, filepath.Join(s.dir, name))
		}
	}
	return files, nil
}

package app

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"
)

// Settings are the flags that all commands have. A setting can also be an environment variable (LEELOO_BASE_URL) or a
// line of the config file (base_url = "…"); a flag wins over the environment, and that over the file.
type Settings struct {
	Config       string
	StateDir     string
	BaseURL      string
	InsecureHTTP bool
	Timeout      time.Duration
	JSON         bool
	Verbose      bool

	// Only flags.
	Demo bool
	Yes  bool

	// Only the environment and the config file: other users of the computer see the flags of a process.
	Token string
}

const defaultBaseURL = "https://api.leeloo.ai/api/v2"

// setting is the annotation of the flags that are settings.
const setting = "setting"

// MarkSettings makes flags settings: they can also come from the environment and the config file. All others can't: a
// forgotten variable must not turn a run into a demo, confirm a change, or choose who gets a message.
func MarkSettings(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		flags.Lookup(name).Annotations = map[string][]string{setting: nil}
	}
}

// Values is the annotation of the flags that have only a few values.
const Values = "values"

// MarkValues names the values of a flag, for shell completion.
func MarkValues(flags *pflag.FlagSet, name string, values ...string) {
	flags.Lookup(name).Annotations = map[string][]string{Values: values}
}

// Flags adds the settings to the flags of the root command.
func (s *Settings) Flags(flags *pflag.FlagSet) {
	flags.StringVar(&s.Config, "config", "", "config `file` (default "+tilde(s.configPath())+")")
	flags.StringVar(&s.StateDir, "state-dir", "", "`directory` of journals and of the rate limit (default "+tilde(stateDir())+")")
	flags.StringVar(&s.BaseURL, "base-url", defaultBaseURL, "`URL` of the API")
	flags.BoolVar(&s.InsecureHTTP, "insecure-http", false, "allow a --base-url with plain http: exposes the token")
	flags.DurationVar(&s.Timeout, "timeout", 30*time.Second, "maximum `duration` of one request")
	flags.BoolVar(&s.JSON, "json", false, "write the result as JSON")
	flags.BoolVarP(&s.Verbose, "verbose", "v", false, "log each request on standard error")
	flags.BoolVar(&s.Demo, "demo", false, "work on a fake Leeloo with made-up data in this process")
	flags.BoolVarP(&s.Yes, "yes", "y", false, "do not ask before something is changed")
	MarkSettings(flags, "state-dir", "base-url", "insecure-http", "timeout", "json", "verbose")
}

// Load completes the settings of a command from the environment and the config file, which may also have those of other
// commands.
func (a *App) Load(flags *pflag.FlagSet, others ...*pflag.FlagSet) error {
	s := &a.Settings
	if s.Config == "" {
		s.Config = a.Getenv("LEELOO_CONFIG")
	}
	file, err := a.readConfig(s.Config)
	if err != nil {
		return err
	}
	known := settingNames(append(others, flags)...)
	for name := range file {
		if !slices.Contains(known, name) {
			return Usagef("%s: there is no setting %q; the settings are %s", s.configPath(), name, strings.Join(known, ", "))
		}
	}
	s.Token = cmp.Or(a.Getenv("LEELOO_TOKEN"), file["token"])
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Changed || failed != nil || !isSetting(f) {
			return
		}
		key := settingName(f)
		variable := "LEELOO_" + strings.ToUpper(key)
		value, source := a.Getenv(variable), variable
		if value == "" {
			value, source = file[key], s.configPath()+": "+key
		}
		if value == "" {
			return
		}
		if err := f.Value.Set(value); err != nil { // not flags.Set: f.Changed means that it is in the command line
			failed = Usagef("%s: want %s", source, kindOf(f))
		}
	})
	if s.StateDir == "" {
		s.StateDir = stateDir()
	}
	return failed
}

// readConfig returns the lines of the config file. Without --config it may be missing.
func (a *App) readConfig(path string) (map[string]string, error) {
	given := path != ""
	if !given {
		path = a.Settings.configPath()
	}
	if path == "" {
		return nil, nil
	}
	var lines map[string]any
	_, err := toml.DecodeFile(path, &lines)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !given:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, Usagef("--config: there is no file %s", path)
	case err != nil:
		if broken, ok := errors.AsType[toml.ParseError](err); ok {
			// Not its text: it quotes the line, which may be that of the token.
			return nil, Usagef("%s, line %d: this is not TOML: want lines like base_url = \"https://…\"", path, broken.Position.Line)
		}
		return nil, Usagef("--config: %w", err)
	}
	if _, ok := lines["token"]; ok {
		a.warnIfReadable(path)
	}
	config := map[string]string{}
	for name, value := range lines {
		switch value.(type) {
		case string, bool, int64:
			config[name] = fmt.Sprint(value)
		default:
			return nil, Usagef("%s: %s must be a text, a number, true or false", path, name)
		}
	}
	return config, nil
}

// warnIfReadable warns of a file with a token that other users of the computer can read.
func (a *App) warnIfReadable(path string) {
	info, err := os.Stat(path)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		a.Printf("Warning: other users of this computer can read the token in %s: chmod 600 %s", path, path)
	}
}

// configPath returns the path of the config file, or "" for a user without a home directory.
func (s *Settings) configPath() string {
	if s.Config != "" || configDir() == "" {
		return s.Config
	}
	return filepath.Join(configDir(), "config.toml")
}

func isSetting(f *pflag.Flag) bool {
	_, ok := f.Annotations[setting]
	return ok
}

// settingName returns the name of a setting in the config file.
func settingName(f *pflag.Flag) string { return strings.ReplaceAll(f.Name, "-", "_") }

// settingNames returns the names that a config file may have.
func settingNames(all ...*pflag.FlagSet) []string {
	names := map[string]bool{"token": true}
	for _, flags := range all {
		flags.VisitAll(func(f *pflag.Flag) {
			if isSetting(f) {
				names[settingName(f)] = true
			}
		})
	}
	return slices.Sorted(maps.Keys(names))
}

func kindOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "duration":
		return "a duration like 30s"
	default:
		return "a " + f.Value.Type()
	}
}

// configDir is "" for a user without a home directory, such as that of a service. The current directory is no substitute:
// a config file there could be anybody's, and choose to which address the token is sent.
func configDir() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "leeloo")
}

// stateDir is where programs keep state: $XDG_STATE_HOME on Linux, otherwise beside the config file. It is "" for a user
// without a home directory.
func stateDir() string {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "leeloo")
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS == "linux" {
		return filepath.Join(home, ".local", "state", "leeloo")
	}
	if configDir() == "" {
		return ""
	}
	return filepath.Join(configDir(), "state")
}

// tilde shortens a path of the user's for the help.
func tilde(path string) string {
	if path == "" {
		return "none"
	}
	if home, err := os.UserHomeDir(); err == nil {
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			return "~" + string(filepath.Separator) + rest
		}
	}
	return path
}

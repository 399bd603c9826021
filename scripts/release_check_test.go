// Package scripts_test tests the scripts that no other check runs.
package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	client    = "package leeloo\n\nconst version = \"1.2.3\"\n"
	changelog = "# Changelog\n\n## [1.2.3] - 2026-01-02\n\n- Something.\n"
	root      = "module example.com/sdk\n\ngo 1.26.0\n"
	published = "module example.com/sdk/cmd/sdk\n\nrequire (\n\texample.com/sdk v1.2.3\n\texample.com/sdk/durable v1.2.3\n)\n"
	private   = "module example.com/sdk/examples\n\nrequire example.com/sdk v0.0.0\n\nreplace example.com/sdk => ..\n"
)

func TestReleaseCheck(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs bash")
	}
	for name, test := range map[string]struct {
		files map[string]string // replaces the files of a consistent release
		tags  []string
		tag   string // the argument
		want  string
	}{
		"consistent":         {want: "v1.2.3 is consistent"},
		"tag is the version": {tag: "v1.2.3", want: "v1.2.3 is consistent"},
		"tag is another":     {tag: "v1.2.4", want: "the tag is v1.2.4, but client.go has the version 1.2.3"},
		"no version":         {files: map[string]string{"client.go": "package leeloo\n"}, want: `client.go: "" is not a version`},
		"not in the changelog": {
			files: map[string]string{"CHANGELOG.md": "## [Unreleased]\n"},
			want:  `CHANGELOG.md: no line "## [1.2.3] - YYYY-MM-DD"`,
		},
		"no tag":                  {tags: []string{"cmd/sdk/v1.2.3"}, want: "the commit has no tag v1.2.3"},
		"no tag of a module":      {tags: []string{"v1.2.3"}, want: "the commit has no tag cmd/sdk/v1.2.3"},
		"module requires another": {files: map[string]string{"cmd/sdk/go.mod": "require example.com/sdk v1.2.2\n"}, want: "cmd/sdk/go.mod does not require example.com/sdk v1.2.3"},
		"module requires another nested one": {
			files: map[string]string{"cmd/sdk/go.mod": "require example.com/sdk v1.2.3\n\nrequire example.com/sdk/durable v1.2.2\n"},
			want:  "cmd/sdk/go.mod requires example.com/sdk/durable v1.2.2, not v1.2.3",
		},
		"command with a replacement": {
			files: map[string]string{"cmd/sdk/go.mod": published + "\nreplace example.com/sdk => ../..\n"},
			want:  "cmd/sdk/go.mod replaces a module, which go install refuses",
		},
		"private module needs none": {files: map[string]string{"cmd/sdk/go.mod": private}, tags: []string{"v1.2.3"}, want: "v1.2.3 is consistent"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, map[string]string{
				"client.go": client, "CHANGELOG.md": changelog, "go.mod": root, "cmd/sdk/go.mod": published, "examples/go.mod": private,
			})
			write(t, dir, test.files)
			if test.tags == nil {
				test.tags = []string{"v1.2.3", "cmd/sdk/v1.2.3"}
			}
			commit(t, dir, test.tags)

			output, err := check(t, dir, test.tag)
			assert.Equal(t, test.want == "v1.2.3 is consistent", err == nil, "%v", err)
			assert.Equal(t, "release-check: "+test.want+"\n", output)
		})
	}
}

func TestReleaseCheckOfUncommittedChanges(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs bash")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"client.go": client, "CHANGELOG.md": changelog, "go.mod": root})
	commit(t, dir, []string{"v1.2.3"})
	write(t, dir, map[string]string{"more.go": "package leeloo\n"})

	output, err := check(t, dir, "")
	require.Error(t, err)
	assert.Equal(t, "release-check: there are changes that are not committed\n", output)
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
}

// commit makes dir a repository with one commit, which has the tags.
func commit(t *testing.T, dir string, tags []string) {
	t.Helper()
	git := func(args ...string) {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = dir
		cmd.Env = gitEnv(dir)
		output, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", output)
	}
	git("init", "-q")
	git("add", "-A")
	git("-c", "user.name=Olena", "-c", "user.email=olena@example.com", "commit", "-q", "-m", "Release")
	for _, tag := range tags {
		git("tag", tag)
	}
}

// gitEnv returns an environment without the settings of the user, and without the repository of a hook that runs tests.
func gitEnv(dir string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1"}
}

func check(t *testing.T, dir, tag string) (output string, err error) {
	t.Helper()
	script, err := filepath.Abs("release-check.sh")
	require.NoError(t, err)
	args := []string{script}
	if tag != "" {
		args = append(args, tag)
	}
	cmd := exec.CommandContext(t.Context(), "bash", args...)
	cmd.Dir = dir
	cmd.Env = gitEnv(dir)
	text, err := cmd.CombinedOutput()
	return string(text), err
}

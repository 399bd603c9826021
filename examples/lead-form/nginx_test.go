package main

import (
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page is at /forms/lead of a real nginx, which strips the prefix at one location and keeps it at the other.
func TestNginx(t *testing.T) {
	t.Parallel()
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("nginx is not installed")
	}
	w, dir := formWorld(t), t.TempDir()
	form := httptest.NewServer(w.p)
	defer form.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, listener.Close())
	config := filepath.Join(dir, "nginx.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
		daemon off; worker_processes 1; pid %[1]s/pid; error_log %[1]s/error.log;
		events {}
		http {
			access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy;
			fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
			server {
				listen %[2]s;
				location /forms/lead { proxy_pass %[3]s; }
				location /stripped/ { proxy_pass %[3]s/; }
			}
		}`, dir, addr, form.URL), 0o600))
	server := exec.CommandContext(t.Context(), nginx, "-p", dir, "-e", dir+"/error.log", "-c", config)
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) } // a kill would leave its workers
	require.NoError(t, server.Start())
	t.Cleanup(func() { _ = server.Wait() })
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		return err == nil
	}, wait, wait/1000)
	for _, path := range []string{"/forms/lead", "/forms/lead/", "/forms/lead?utm_source=news", "/stripped/", "/stripped/a?utm_source=news"} {
		submit(t, "http://"+addr+path)
	}
}

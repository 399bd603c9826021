package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/service"
	"github.com/leeloo-go/leeloo/leelootest"
)

// command is the program as its user runs it, with a fake as the account of LEELOO_TOKEN.
type command struct {
	srv      *leelootest.Server
	company  leelootest.Dataset
	addr     string
	database string
	logged   *buffer
}

func newCommand(t *testing.T) *command {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	c := &command{
		srv: leelootest.New(t), addr: listener.Addr().String(), database: filepath.Join(t.TempDir(), "payments.db"), logged: &buffer{},
	}
	c.company = c.srv.Seed(4)
	t.Setenv("LEELOO_TOKEN", c.srv.Token)
	t.Setenv("LEELOO_BASE_URL", c.srv.URL)
	t.Setenv("PAYMENTS_SECRET", testSecret)
	return c
}

func (c *command) args(more ...string) []string {
	return append([]string{
		"-addr", c.addr, "-db", c.database, "-credits", string(c.company.PaymentCredits[0].ID), "-country", "UA",
		"-offer", "Full course=" + string(c.company.Offer("Full course").ID),
		"-offer", "Course in parts=" + string(c.company.Offer("Full course").ID) + ":100.50",
	}, more...)
}

// run runs the program until it ends, and returns what it prints.
func (c *command) run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	var out strings.Builder
	err := run(ctx, args, &out, slog.New(slog.NewTextHandler(c.logged, nil)))
	require.NoError(t, ctx.Err(), "it did not end")
	return out.String(), err
}

// start runs the server until stop is called.
func (c *command) start(t *testing.T, out io.Writer, args ...string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, out, slog.New(slog.NewTextHandler(c.logged, nil))) }()
	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", c.addr)
		if err == nil {
			connection.Close()
		}
		return err == nil
	}, wait, 20*time.Millisecond)
	return func() {
		cancel()
		assert.NoError(t, <-ended)
	}
}

func (c *command) deliver(t *testing.T, body []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+c.addr+"/pay/callback", strings.NewReader(string(body)))
	require.NoError(t, err)
	request.Header.Set("X-Signature", sign([]byte(testSecret), body))
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func (c *command) eventually(t *testing.T, want ...string) {
	t.Helper()
	assert.EventuallyWithT(t, func(e *assert.CollectT) { assert.Equal(e, want, orders(t, c.srv, c.company)) }, wait, 50*time.Millisecond)
}

func TestUsage(t *testing.T) {
	const id = "625946dd585052c1629f1b2b"
	c := newCommand(t)
	for name, tt := range map[string]struct {
		token, secret string
		args          []string
		want          string
	}{
		"no token":         {"", testSecret, c.args(), "LEELOO_TOKEN"},
		"no credits":       {c.srv.Token, testSecret, []string{"-offer", "Full course=" + id}, "-credits"},
		"credits by name":  {c.srv.Token, testSecret, c.args("-credits", "WayForPay"), "-credits"},
		"no offer":         {c.srv.Token, testSecret, []string{"-credits", id}, "-offer"},
		"no secret":        {c.srv.Token, "", c.args(), "PAYMENTS_SECRET"},
		"a short secret":   {c.srv.Token, "fifteen letters", c.args(), "PAYMENTS_SECRET"},
		"no product":       {c.srv.Token, testSecret, c.args("-offer", "="+id), "-offer"},
		"no offer id":      {c.srv.Token, testSecret, c.args("-offer", "Full course"), "-offer"},
		"a strange id":     {c.srv.Token, testSecret, c.args("-offer", "Full course=1"), "24 hexadecimal digits"},
		"nothing":          {"", "", nil, "-demo"},
		"no minimum":       {c.srv.Token, testSecret, c.args("-offer", "Full course="+id+":"), "-offer"},
		"a strange amount": {c.srv.Token, testSecret, c.args("-offer", "Full course="+id+":1,50"), "-offer"},
		"an unknown flag":  {"", "", []string{"-resume"}, "-resume"},
		"an argument":      {"", "", []string{"held"}, `"held"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("LEELOO_TOKEN", tt.token)
			t.Setenv("PAYMENTS_SECRET", tt.secret)
			_, err := c.run(t, tt.args...)
			require.ErrorIs(t, err, service.ErrUsage) // exit code 2
			assert.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), "fifteen")
			assert.NotContains(t, err.Error(), "leeloo.", "the name of a Go type")
		})
	}
	assert.NoFileExists(t, c.database)
}

func TestFailuresAtTheStart(t *testing.T) {
	c := newCommand(t)
	_, err := c.run(t, c.args("-addr", "127.0.0.1:99999")...)
	assert.ErrorContains(t, err, "-addr")

	_, err = c.run(t, "-held", "-db", filepath.Join(t.TempDir(), "mistyped.db"))
	assert.Error(t, err)

	t.Setenv("LEELOO_TOKEN", "another")
	_, err = c.run(t, c.args()...)
	assert.ErrorIs(t, err, leeloo.ErrUnauthorized)
}

func TestHelp(t *testing.T) {
	c := newCommand(t)
	out, err := c.run(t, "-help")
	require.NoError(t, err)
	for _, word := range []string{"-credits", "-offer", "-demo", "-held", "-settle", "send again", "give up", "postgres://"} {
		assert.Contains(t, out, word)
	}
}

// The output in README.md must be that of its event.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	body := regexp.MustCompile(`(?s)\{"payment_id".*?\}`).Find(readme)
	e := parse(body, "")
	assert.NotEmpty(t, e.contact)
	assert.Contains(t, string(readme), "stored: "+e.id+"\n")
	assert.Contains(t, string(readme), "X-Signature: "+sign([]byte("a secret of the demo"), body)[:4])
}

// The server and a human beside it.
func TestServerAndHuman(t *testing.T) {
	c := newCommand(t)
	stop := c.start(t, io.Discard, c.args()...)
	course := eventBody("paid", "phone=050 000 00 77")
	c.deliver(t, course)
	c.eventually(t, "RESOLVED 1490.50 UAH")
	unknown := eventBody("paid", "payment_id=pay-2", "product=Marathon")
	low := eventBody("paid", "payment_id=pay-3", "product=Course in parts", "amount=100")
	c.deliver(t, unknown)
	c.deliver(t, low)
	c.eventually(t, "RESOLVED 1490.50 UAH", "OPENED 1490.50 UAH")
	held := func() string {
		out, err := c.run(t, "-held", "-db", c.database)
		require.NoError(t, err)
		return out
	}
	require.Eventually(t, func() bool { return strings.Count(held(), "held since") == 2 }, wait, 50*time.Millisecond)
	assert.Contains(t, held(), "the product is unknown: name it with -offer")
	assert.Contains(t, held(), "price: 100 UAH paid for an order of 1490.50 UAH")
	assert.Contains(t, held(), `"product":"Marathon"`, "the event itself")

	out, err := c.run(t, "-db", c.database, "-settle", parse(low, "").id+"=applied")
	require.NoError(t, err)
	assert.NotContains(t, out, "pay-3")
	c.eventually(t, "RESOLVED 1490.50 UAH", "RESOLVED 100 UAH")
	_, err = c.run(t, "-db", c.database, "-settle", "pay-9=applied")
	assert.Error(t, err)
	stop()

	stop = c.start(t, io.Discard, c.args("-offer", "Marathon="+string(c.company.Offer("Full course").ID))...)
	_, err = c.run(t, "-db", c.database, "-settle", parse(unknown, "").id+"=send again")
	require.NoError(t, err)
	c.eventually(t, "RESOLVED 1490.50 UAH", "RESOLVED 100 UAH", "RESOLVED 1490.50 UAH")
	assert.Equal(t, "Nothing needs a human.\n", held())
	stop()
	assert.NotContains(t, c.logged.String(), "5000000")
}

// The order was created, but not where it could be found: the human names it.
func TestHumanNamesTheOrder(t *testing.T) {
	c := newCommand(t)
	order, err := c.srv.Client().Orders.Create(t.Context(), leeloo.OrderCreateParams{
		PaymentCreditsID: c.company.PaymentCredits[0].ID, OfferID: c.company.Offer("Full course").ID,
		PersonID: c.company.People[1].ID, TransactionDate: time.Now(),
	})
	require.NoError(t, err)
	c.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	stop := c.start(t, io.Discard, c.args()...)
	defer stop()
	c.deliver(t, eventBody("paid", "phone=+380500000002"))
	require.Eventually(t, func() bool { return c.srv.Count("Orders.Create") == 2 }, wait, 5*time.Millisecond)
	_, err = c.run(t, "-db", c.database, "-settle", "pay-1=applied")
	assert.ErrorContains(t, err, "applied:ID")
	assert.Eventually(t, func() bool { // not while the server looks for the order
		_, err := c.run(t, "-db", c.database, "-settle", "pay-1=applied:"+string(order.ID))
		return err == nil
	}, wait, 100*time.Millisecond)
	c.eventually(t, "RESOLVED 1490.50 UAH")
}

func TestCtrlCInTheMiddleOfAPayment(t *testing.T) {
	c := newCommand(t)
	c.srv.Fail(leelootest.Slow(300 * time.Millisecond).AfterApplying().On("Orders.Create"))
	stop := c.start(t, io.Discard, c.args()...)
	c.deliver(t, eventBody("paid"))
	require.Eventually(t, func() bool { return c.srv.Count("Orders.Create") == 1 }, wait, 5*time.Millisecond)
	start := time.Now()
	stop()
	assert.Less(t, time.Since(start), 10*time.Second)
	stop = c.start(t, io.Discard, c.args()...)
	defer stop()
	c.eventually(t, "RESOLVED 1490.50 UAH")
	assert.Equal(t, 1, c.srv.Count("Orders.Create"))
	assert.Equal(t, 1, c.srv.Count("Orders.Update"))
}

// The demo changes neither the account of LEELOO_TOKEN nor a database.
func TestDemo(t *testing.T) {
	c := newCommand(t)
	var out buffer
	stop := c.start(t, &out, "-demo", "-addr", c.addr, "-db", c.database)
	curl := regexp.MustCompile(`curl -H '(.+): (.+)' -d '(.+)' (\S+)\n`).FindStringSubmatch(out.String())
	require.Len(t, curl, 5)
	for range 2 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, curl[4], strings.NewReader(curl[3]))
		require.NoError(t, err)
		request.Header.Set(curl[1], curl[2])
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		assert.Regexp(t, `^stored: demo-1\.paid\.[0-9a-f]{12}\n$`, string(body))
	}
	require.Eventually(t, func() bool { return strings.Contains(c.logged.String(), `msg="job ended" job=demo-1.paid`) }, wait, 20*time.Millisecond)
	stop()
	assert.Empty(t, c.srv.Requests())
	assert.NoFileExists(t, c.database)
}

package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
	"github.com/leeloo-go/leeloo/leelootest"
)

const wait = 2 * time.Minute // for what others do, on a busy computer

// shop is the program with its queue.
type shop struct {
	*program
	srv      *leelootest.Server
	company  leelootest.Dataset
	database string
	logged   *buffer
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{srv: leelootest.New(t), database: filepath.Join(t.TempDir(), "payments.db"), logged: &buffer{}}
	s.company = s.srv.Seed(4)
	s.program = newProgram(t, s.company, slog.New(slog.NewTextHandler(s.logged, nil)))
	s.job.Limiter = durable.NewLimiter(nil)
	s.client = s.srv.Client(leeloo.WithLimiter(s.job.Limiter))
	s.open(t)
	return s
}

// open opens the queue, as a start of the program does.
func (s *shop) open(t *testing.T) {
	t.Helper()
	queue, err := jobs.Open(t.Context(), jobs.Config[[]byte]{Name: "payments", Database: s.database, Workers: 8, Work: s.work, Log: s.log})
	require.NoError(t, err)
	s.queue = queue
	t.Cleanup(func() { _ = queue.Close() })
}

// start works on jobs until the end of the test, or until stop is called.
func (s *shop) start(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.queue.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		assert.NoError(t, <-ended)
	})
	t.Cleanup(stop)
	return stop
}

func (s *shop) post(ctx context.Context, path string, body []byte, signature string) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(string(body)))
	request.Header.Set("X-Signature", signature)
	response := httptest.NewRecorder()
	s.ServeHTTP(response, request)
	return response
}

// deliver delivers events that must be stored.
func (s *shop) deliver(t *testing.T, bodies ...[]byte) {
	t.Helper()
	for _, body := range bodies {
		response := s.post(t.Context(), "/callback", body, sign(s.secret, body))
		assert.Equal(t, http.StatusOK, response.Code)
		assert.Equal(t, "stored: "+parse(body, "").id+"\n", response.Body.String())
	}
}

// eventually waits for the orders that were not seeded.
func (s *shop) eventually(t *testing.T, want ...string) {
	t.Helper()
	assert.EventuallyWithT(t, func(c *assert.CollectT) { assert.Equal(c, want, orders(t, s.srv, s.company)) }, wait, 50*time.Millisecond)
}

func (s *shop) heldWhys(t *testing.T) (whys []string) {
	t.Helper()
	held, err := durable.Held(t.Context(), s.queue.Store)
	require.NoError(t, err)
	for _, r := range held {
		whys = append(whys, r.Why)
	}
	return whys
}

func TestOnlySignedEventsAreStored(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.start(t)
	body := eventBody("paid")
	right := sign(s.secret, body)
	for name, signature := range map[string]string{
		"none": "", "not hexadecimal": "zz", "another secret": sign([]byte("another"), body), "another body": sign(s.secret, body[1:]),
		"too short": right[:62], "too long": right + "00",
	} {
		assert.Equal(t, http.StatusUnauthorized, s.post(t.Context(), "/", body, signature).Code, name)
	}
	time.Sleep(200 * time.Millisecond)
	assert.Empty(t, s.srv.Requests())
	assert.Equal(t, http.StatusOK, s.post(t.Context(), "/", body, strings.ToUpper(right)).Code)
	s.eventually(t, "RESOLVED 1490.50 UAH")
}

// The example of RFC 4231, 4.3.
func TestSignatureIsHMACSHA256(t *testing.T) {
	const want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
	assert.Equal(t, want, sign([]byte("Jefe"), []byte("what do ya want for nothing?")))
}

func TestRequestsThatAreNotEvents(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	large := []byte(strings.Repeat(" ", 64<<10+1))
	assert.Equal(t, http.StatusBadRequest, s.post(t.Context(), "/", large, sign(s.secret, large)).Code)
	response := httptest.NewRecorder()
	s.ServeHTTP(response, httptest.NewRequest(http.MethodPost, "/", io.MultiReader(strings.NewReader("{"), errorReader{})))
	assert.Equal(t, http.StatusBadRequest, response.Code)
	response = httptest.NewRecorder()
	s.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, http.StatusUnauthorized, response.Code)
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A proxy may leave its prefix in the path or remove it, and may write two slashes. A redirect would lose the body.
func TestEveryPathIsServed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	body := eventBody("paid")
	for _, path := range []string{"/", "/callback", "/pay/callback", "/pay/callback/", "//callback", "/pay//../callback", "/?key=value"} {
		assert.Equal(t, http.StatusOK, s.post(t.Context(), path, body, sign(s.secret, body)).Code, path)
	}
}

// 200 means that the event is on disk: the next process goes on with it.
func TestEventIsOnDiskBeforeTheResponse(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deliver(t, eventBody("paid"), []byte("not an event"))
	require.NoError(t, s.queue.Close())
	assert.Empty(t, s.srv.Requests())

	body := eventBody("paid", "payment_id=pay-2")
	response := s.post(t.Context(), "/", body, sign(s.secret, body))
	assert.Equal(t, http.StatusServiceUnavailable, response.Code, "it cannot be stored")
	assert.Equal(t, "60", response.Header().Get("Retry-After"))

	s.open(t)
	s.start(t)
	s.eventually(t, "RESOLVED 1490.50 UAH")
	assert.Eventually(t, func() bool { return len(s.heldWhys(t)) == 1 }, wait, 50*time.Millisecond)
}

func TestProviderClosesTheConnection(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	body := eventBody("paid")
	s.post(ctx, "/", body, sign(s.secret, body))
	s.eventually(t, "RESOLVED 1490.50 UAH")
}

// The same through the queue as without it, also at the same moment and after a restart.
func TestDeliveriesAtTheSameMoment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	stop := s.start(t)
	var all sync.WaitGroup
	for range 8 {
		for _, id := range []string{"pay-1", "pay-2", "pay-3"} {
			all.Go(func() { s.deliver(t, eventBody("paid", "payment_id="+id)) })
		}
	}
	all.Wait()
	s.eventually(t, "RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH")
	stop()
	requests := len(s.srv.Requests())
	require.NoError(t, s.queue.Close())
	s.open(t)
	s.start(t)
	s.deliver(t, eventBody("paid"), eventBody("paid", "payment_id=pay-2"))
	time.Sleep(500 * time.Millisecond)
	writes := 0
	for _, request := range s.srv.Requests()[requests:] {
		if request.Method != http.MethodGet {
			writes++
		}
	}
	assert.Zero(t, writes)
	assert.Equal(t, 1, s.srv.Count("People.Create"))
	assert.Equal(t, 3, s.srv.Count("Orders.Create"))
	assert.Equal(t, 3, s.srv.Count("Orders.Update"))
}

func TestLogOfTheServerHasNoPersonalData(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.start(t)
	s.srv.Fail(leelootest.ServerError().AfterApplying().On("Orders.Create"))
	s.deliver(t, eventBody("paid"), eventBody("failed"), eventBody("paid", "payment_id=pay-2", "amount=1", "phone=+380500000078"),
		eventBody("paid", "payment_id=pay-3", "product=+380500000077"), eventBody("paid", "currency=+380500000077"))
	body := eventBody("paid")
	s.post(t.Context(), "/", body, "+380500000077")
	assert.Eventually(t, func() bool { return len(s.heldWhys(t)) == 4 }, wait, 50*time.Millisecond)
	assert.Contains(t, s.logged.String(), "event=pay-1.paid.")
	assert.Contains(t, s.logged.String(), "event refused")
	people, err := leeloo.Collect(s.srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}))
	require.NoError(t, err)
	secrets := []string{"38050", "Olena", testSecret, s.srv.Token}
	for _, person := range people {
		secrets = append(secrets, string(person.ID))
	}
	for _, secret := range secrets {
		assert.NotContains(t, s.logged.String(), secret)
	}
}

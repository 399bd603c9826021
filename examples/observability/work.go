package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
)

// process has what a process of a service has: clients of its own, of Leeloo and of Redis.
type process struct {
	*account.Account
	redis *redis.Client
	tasks *Tasks
}

func newProcess(telemetry *Telemetry, redisAddr string, f flags) (*process, error) {
	tasks, err := NewTasks(telemetry.Traces, telemetry.Metrics)
	if err != nil {
		return nil, err
	}
	rdb := newRedis(redisAddr)
	limiter, err := NewLimiter(rdb, cmp.Or(os.Getenv("LEELOO_TOKEN"), "the token of the fake"), f.perMinute)
	if err != nil {
		return nil, errors.Join(err, rdb.Close())
	}
	base := http.DefaultTransport.(*http.Transport).Clone()
	// The SDK sets these two on a transport of its own, too.
	base.MaxIdleConnsPerHost = 32
	base.MaxResponseHeaderBytes = 256 << 10
	crm, err := account.Open(f.people,
		leeloo.WithHTTPClient(&http.Client{Transport: NewTransport(base, telemetry.Traces, telemetry.Metrics)}),
		leeloo.WithLimiter(limiter))
	if err != nil {
		return nil, errors.Join(err, rdb.Close())
	}
	return &process{crm, rdb, tasks}, nil
}

func (p *process) Close() {
	p.Account.Close()
	p.redis.Close()
}

// work is a piece of ordinary work, in tasks of the application's own. It returns what was done, also when it fails.
func (p *process) work(ctx context.Context, people int) (done string, err error) {
	var cards []leeloo.PersonID
	var orders, comments int
	start := time.Now()
	err = p.tasks.Do(ctx, "work", func(ctx context.Context) (err error) {
		if cards, err = p.readCards(ctx, people); err != nil {
			return err
		}
		if orders, err = p.countOrders(ctx); err != nil {
			return err
		}
		if len(cards) > 0 && p.IsFake() {
			comments, err = p.comment(ctx, cards[0])
		}
		return err
	})
	return fmt.Sprintf("read %d cards, counted %d orders and wrote %d comments in %s",
		len(cards), orders, comments, time.Since(start).Round(time.Millisecond)), err
}

func (p *process) readCards(ctx context.Context, people int) (read []leeloo.PersonID, err error) {
	err = p.tasks.Do(ctx, "read cards", func(ctx context.Context) error {
		page, err := p.CRM.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: people}})
		if err != nil {
			return err
		}
		for _, person := range page.Items {
			card, err := p.CRM.People.Get(ctx, person.ID, leeloo.PersonGetParams{})
			if err != nil {
				return err
			}
			read = append(read, card.ID)
		}
		return nil
	})
	return read, err
}

func (p *process) countOrders(ctx context.Context) (orders int, err error) {
	err = p.tasks.Do(ctx, "count orders", func(ctx context.Context) error {
		page, err := p.CRM.Orders.List(ctx, leeloo.ListParams{Limit: 1})
		if err == nil {
			orders = page.Meta.TotalCount
		}
		return err
	})
	return orders, err
}

// comment is not repeated when its answer is lost: a comment that is sent twice is there twice.
func (p *process) comment(ctx context.Context, person leeloo.PersonID) (written int, err error) {
	err = p.tasks.Do(ctx, "comment", func(ctx context.Context) error {
		_, err := p.CRM.People.AddComment(ctx, person, "Card checked")
		if err == nil {
			written++
		}
		return err
	})
	return written, err
}

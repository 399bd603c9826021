package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// A messageJob is an entry of a queue, for example in a table of a database.
type messageJob struct {
	params leeloo.SendMessageParams
	state  string // "planned", "started", "done" or "failed"
	wait   time.Duration
	note   string
}

// run sends the message of a job and sets the next state. Store the job as "started" before, and as it is then afterwards:
// if the program ends in between, the outcome is not known, and the job stays "started".
func (j *messageJob) run(ctx context.Context, client *leeloo.Client) {
	j.state = "started"
	err := client.Messages.Send(ctx, j.params)
	e, _ := errors.AsType[*leeloo.Error](err)
	switch leeloo.OutcomeOf(err) {
	case leeloo.Applied:
		j.state = "done"
	case leeloo.NotApplied: // a rate limit, the network, the token: repeat it later
		j.state, j.wait = "planned", max(time.Minute, e.RetryAfter)
	case leeloo.Refused: // do not repeat it as it is
		j.state, j.note = "failed", fmt.Sprint(e.Code, " ", e.Fields)
	case leeloo.Unknown: // stays "started": do not repeat it
		j.note = "compare with Messages.List"
	}
}

// OutcomeOf reduces the error of a write to one of four outcomes, and each has one next state in a queue. Only what was not
// applied is repeated. Module durable keeps these states, also across a crash, and looks for what is unknown in Leeloo.
func Example_jobQueue() {
	server := leelootest.Start()
	defer server.Close()
	olena := server.AddPerson(leelootest.Person{Name: "Olena"})
	client := server.Client()
	server.Fail(
		leelootest.Fault{}, // the first job succeeds
		leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}),
		leelootest.Dropped().AfterApplying(),
		leelootest.RateLimited(5*time.Minute),
	)
	for range 4 {
		job := messageJob{params: leeloo.SendMessageParams{AccountID: olena.AccountID, Text: "See you on Friday"}}
		job.run(context.Background(), client)
		fmt.Printf("%s, wait %v, %q\n", job.state, job.wait, job.note)
	}
	// Output:
	// done, wait 0s, ""
	// failed, wait 0s, "FORMAT_ERROR map[account_id:NOT_ALLOWED_VALUE]"
	// started, wait 0s, "compare with Messages.List"
	// planned, wait 5m0s, ""
}

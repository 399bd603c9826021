// Package durable sends each write to Leeloo once, across crashes and restarts, and by several processes.
//
// A queue runs a job at least once: if a process ends between a request and the record of its response, the job is run
// again, and the person gets a second message. This package records a write before it is sent. If it is not known whether
// the write was applied, the package asks Leeloo instead of sending it again; what Leeloo does not show is for a human.
//
//	limiter := durable.NewLimiter(nil)
//	client, err := leeloo.NewClient(token, leeloo.WithLimiter(limiter))
//	…
//	store, err := durable.SQL(ctx, db, durable.SQLite)
//	…
//	job := durable.Job{ID: lead.ID, Key: lead.Phone, Limiter: limiter}
//	err = durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
//		writes := durable.For(client, t)
//		person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: lead.Name, Phone: lead.Phone}, durable.Oldest)
//		if err != nil {
//			return err
//		}
//		return durable.All(
//			func() error { return writes.Tag(ctx, "tag", person.PersonID, tag) },
//			func() error { return writes.Subscribe(ctx, "subscribe", person.AccountID, start) },
//		)
//	})
//
// It brings no queue: call [Run] from the one that you have, from cron, or from a loop, as often as it returns an error.
//
//	Run returns   the job
//	nil           has ended
//	[Hold]        waits for a human; run it again after [Settle]
//	[Later]       is to be run again, after Later.After
//	[ErrGivenUp]  has ended: a human gave it up
//	other errors  is to be run again
//
// A queue that gives a job up after a number of tries must not count [Later].
//
// # Tasks, steps and keys
//
// A [Task] is a job of the store, and has an id: the same each time the job is delivered. Its steps have names. [Do] runs a
// step; [For] returns the writes of Leeloo as steps. A step is
//
//	to be sent   after it is added, or if it was surely not applied: [Later]
//	begun        once it is recorded, before it is sent
//	applied      after a success, or when it is found: its result is returned each time the task is run
//	held         if Leeloo refuses it, or if nobody but a human can tell whether it was applied: [Hold]
//
// A step that is begun is never sent again before it has not been found for 15 minutes ([Step.Settle]), and once more after
// that. Its Send ends 45 seconds after the record at the latest, and is not ended by the context of the caller: Ctrl-C
// leaves no step begun. A step that was begun and that the work does not call any more is held.
//
// Tasks with one key run one at a time. Two writes to one person can otherwise be taken for each other when a step is looked
// for, so the key is usually the person: their phone or id. A task keeps its key while a step of it is begun, also between
// two runs and after a crash. While it is held, it keeps the key if [Job.HoldKey] is set.
//
// A process works on a task as long as it extends the lease. If it does not, another process may acquire the task; the
// first one then gets [ErrLost], and cannot record or send anything.
//
// # The writes of Leeloo
//
//	Step           may have been applied:                    not found for 15 minutes:
//	Person         the people with the phone (or e-mail)     is sent once more
//	Comment        nobody can tell: held at once
//	Tag, Untag     is sent again: twice is once
//	Update         is sent again: twice is once
//	Subscribe      the entries into the tunnel on the card   held
//	Order          the orders on the card                    held
//	Settle         the status of the order                   is sent once more
//	Text           the chat                                  held
//	Template       the chat, by a function of the caller     held
//	Call           nobody can tell: held at once
//	TrafficSource  nobody can tell: held at once
//	ConnectSMS     the accounts of the people                held
//	ConnectEmail   is sent again: Leeloo ignores who is connected already
//
// Person looks before the first sending too. What is held after 15 minutes is what would do harm twice.
//
// # A human's part
//
// [Held] lists the tasks that wait, [Show] shows one, [Settle] records a [Verdict]: applied, send again, or give up. They
// work beside a running server. A reason contains no personal data. [Task.Note] stores what the human needs to know.
//
// When a task is done or given up, its note, the reasons and what steps were compared with are erased. Ids and results stay,
// so that a job that is delivered again is not done again, until [Forget] deletes the task. Keep results free of personal
// data; those of the writes of Leeloo are ids. The id and the key of a task stay as well: if a phone must not, use a hash of it.
//
// # What is left
//
// Leeloo has no idempotency key, so a write that Leeloo applies 15 minutes after it was sent may be doubled. So may one of
// a process that was stopped in the instant between the last look at the clock and the request, for longer than 15 minutes.
// If the record of a success fails twice, the step is looked for as after a crash. If a clock is set forward by more than 15
// minutes while a step is begun, the step is held, or sent once more, after 45 seconds without being found. A human who
// looks within seconds may not see yet what is applied later.
package durable

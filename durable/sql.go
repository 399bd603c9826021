package durable

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// SQL returns a store in a database, and creates or migrates its tables, whose names begin with leeloo_durable. The driver
// is the caller's.
//
// For SQLite, SQL sets the journal mode WAL, and for each of its transactions synchronous=FULL and a busy timeout of ten
// seconds; transactions that write are immediate. Several processes of one computer may share the file.
//
// database/sql keeps only two idle connections by default: with more workers, call db.SetMaxIdleConns.
func SQL(ctx context.Context, db *sql.DB, dialect Dialect) (Store, error) {
	s := &sqlStore{db: db, dialect: dialect, writer: make(chan struct{}, 1)}
	switch dialect {
	case SQLite, Postgres:
		return s, s.migrate(ctx)
	default:
		return nil, errors.New("durable: the dialect must be SQLite or Postgres")
	}
}

type sqlStore struct {
	db      *sql.DB
	dialect Dialect
	writer  chan struct{} // SQLite has one writer at a time: those of this process wait here, in order
}

const columns = "id, task_key, version, state, CASE WHEN lease_end > $NOW THEN owner ELSE '' END, keeps_key, content, created, updated, $NOW"

func (s *sqlStore) Acquire(ctx context.Context, c Claim) (r *Record, err error) {
	err = s.write(ctx, func(q querier) error {
		_, err := q.exec(ctx, `INSERT INTO leeloo_durable_tasks (id, task_key, version, state, owner, lease_end, keeps_key, content, created, updated)
			VALUES (?, ?, 0, 'open', '', 0, FALSE, '{}', $NOW, $NOW) ON CONFLICT (id) DO NOTHING`, c.ID, c.Key)
		if err != nil {
			return err
		}
		if r, err = q.get(ctx, c.ID); err != nil || r.State != StateOpen {
			return err
		}
		// An owner whose lease has expired has lost its task.
		_, err = q.exec(ctx, `UPDATE leeloo_durable_tasks SET owner = '', version = version + 1
			WHERE task_key = ? AND id <> ? AND owner <> '' AND lease_end <= $NOW`, r.Key, c.ID)
		if err != nil {
			return err
		}
		acquired, err := q.exec(ctx, `UPDATE leeloo_durable_tasks SET owner = ?, lease_end = $NOW + ?, version = version + 1, updated = $NOW
			WHERE id = ? AND state = 'open' AND (owner = '' OR lease_end <= $NOW) AND NOT EXISTS (
				SELECT 1 FROM leeloo_durable_tasks other WHERE other.task_key = ? AND other.id <> ? AND (other.owner <> '' OR other.keeps_key))`,
			c.Owner, c.Lease.Microseconds(), c.ID, r.Key, c.ID)
		switch {
		case isConflict(err):
			return ErrBusy
		case err != nil:
			return err
		case acquired == 0:
			return ErrBusy
		}
		r, err = q.get(ctx, c.ID)
		return err
	})
	if isConflict(err) {
		err = ErrBusy
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *sqlStore) Extend(ctx context.Context, id, owner string, lease time.Duration) error {
	return s.write(ctx, func(q querier) error {
		n, err := q.exec(ctx, `UPDATE leeloo_durable_tasks SET lease_end = $NOW + ? WHERE id = ? AND owner = ?`, lease.Microseconds(), id, owner)
		if err == nil && n == 0 {
			err = ErrLost
		}
		return err
	})
}

func (s *sqlStore) Save(ctx context.Context, r *Record) error {
	content, err := json.Marshal(r.Content)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(q querier) error {
		n, err := q.exec(ctx, `UPDATE leeloo_durable_tasks SET version = version + 1, state = ?, owner = ?, keeps_key = ?, content = ?, updated = $NOW
			WHERE id = ? AND version = ?`, string(r.State), r.Owner, r.KeepsKey, string(content), r.ID, r.Version)
		if err == nil && n == 0 {
			err = ErrLost
		}
		return err
	})
	if err == nil {
		r.Version++
	}
	return err
}

func (s *sqlStore) Get(ctx context.Context, id string) (r *Record, err error) {
	err = s.read(ctx, func(q querier) error {
		r, err = q.get(ctx, id)
		return err
	})
	return r, err
}

func (s *sqlStore) List(ctx context.Context, state State) (list []*Record, err error) {
	err = s.read(ctx, func(q querier) error {
		rows, err := q.query(ctx, `SELECT `+columns+` FROM leeloo_durable_tasks WHERE state = ? ORDER BY created, id`, string(state))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scan(rows)
			if err != nil {
				return err
			}
			list = append(list, r)
		}
		return rows.Err()
	})
	return list, err
}

func (s *sqlStore) Delete(ctx context.Context, state State, age time.Duration) (deleted int, err error) {
	err = s.write(ctx, func(q querier) error {
		deleted, err = q.exec(ctx, `DELETE FROM leeloo_durable_tasks WHERE state = ? AND updated <= $NOW - ?`, string(state), age.Microseconds())
		return err
	})
	return deleted, err
}

func (q querier) get(ctx context.Context, id string) (*Record, error) {
	rows, err := q.query(ctx, `SELECT `+columns+` FROM leeloo_durable_tasks WHERE id = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, errors.Join(ErrNoTask, rows.Err())
	}
	r, err := scan(rows)
	if err != nil {
		return nil, err
	}
	return r, rows.Close()
}

func scan(rows *sql.Rows) (*Record, error) {
	var r Record
	var content string
	var created, updated, now int64
	err := rows.Scan(&r.ID, &r.Key, &r.Version, (*string)(&r.State), &r.Owner, &r.KeepsKey, &content, &created, &updated, &now)
	if err != nil {
		return nil, err
	}
	r.Created, r.Updated, r.Now = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC(), time.UnixMicro(now).UTC()
	return &r, json.Unmarshal([]byte(content), &r.Content)
}

// isConflict reports whether Postgres refused a transaction because of another one: the key is taken, or a deadlock. SQLite
// has one writer at a time.
func isConflict(err error) bool {
	var state interface{ SQLState() string }
	if !errors.As(err, &state) {
		return false
	}
	switch state.SQLState() {
	case "23505", "40001", "40P01":
		return true
	default:
		return false
	}
}

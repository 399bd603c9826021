package durable

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// SQL returns a store in a database, and creates or migrates its tables, whose names begin with leeloo_durable. The driver
// is the caller's.
//
// The database must keep what is committed, even if the power fails and whatever the connections of the caller are set to:
// if the record of a write was lost, the write would be sent twice. Each transaction on SQLite has the journal mode WAL,
// synchronous=FULL, a busy timeout of ten seconds and secure_delete, which stay set on the connection, and is immediate if
// it writes. A database in memory is refused. Several processes of one computer may share the file; it must not be on a
// network file system. Each transaction on Postgres is READ COMMITTED, and its commit is not asynchronous.
//
// database/sql keeps only two idle connections by default: with more workers, call db.SetMaxIdleConns.
func SQL(ctx context.Context, db *sql.DB, dialect Dialect) (Store, error) {
	s := &sqlStore{db: db, dialect: dialect, writer: make(chan struct{}, 1)}
	switch dialect {
	case SQLite:
	case Postgres:
		if err := s.readSettings(ctx); err != nil {
			return nil, fmt.Errorf("durable: settings of Postgres: %w", err)
		}
	default:
		return nil, errors.New("durable: the dialect must be SQLite or Postgres")
	}
	if err := s.migrate(ctx); err != nil {
		return nil, fmt.Errorf("durable: schema: %w", err)
	}
	return s, nil
}

type sqlStore struct {
	db      *sql.DB
	dialect Dialect
	writer  chan struct{} // SQLite has one writer at a time: those of this process wait here, in order

	// What connections to Postgres are set to: to commit asynchronously, and an isolation other than READ COMMITTED.
	asynchronous, otherIsolation bool
}

// expired is the condition that an owner has lost its task. A lease of which more is left than its length is of a time before
// the clock was set back.
const expired = "(lease_end <= $NOW OR lease_end > $NOW + 2 * lease)"

const columns = "id, task_key, version, state, CASE WHEN " + expired + " THEN '' ELSE owner END, keeps_key, content, created, updated, $NOW"

func (s *sqlStore) Acquire(ctx context.Context, c Claim) (r *Record, err error) {
	err = s.write(ctx, func(q querier) error {
		_, err := q.exec(ctx, `INSERT INTO leeloo_durable_tasks (id, task_key, version, state, owner, lease, lease_end, keeps_key, content, created, updated)
			VALUES (?, ?, 0, 'open', '', 0, 0, FALSE, '{}', $NOW, $NOW) ON CONFLICT (id) DO NOTHING`, c.ID, c.Key)
		if err != nil {
			return err
		}
		if r, err = q.get(ctx, c.ID); err != nil || r.State != StateOpen {
			return err
		}
		_, err = q.exec(ctx, `UPDATE leeloo_durable_tasks SET owner = '', version = version + 1
			WHERE task_key = ? AND id <> ? AND owner <> '' AND `+expired, r.Key, c.ID)
		if err != nil {
			return err
		}
		lease := c.Lease.Microseconds()
		r, err = q.record(ctx, `UPDATE leeloo_durable_tasks SET owner = ?, lease = ?, lease_end = $NOW + ?, version = version + 1, updated = $NOW
			WHERE id = ? AND state = 'open' AND (owner = '' OR `+expired+`) AND NOT EXISTS (
				SELECT 1 FROM leeloo_durable_tasks other WHERE other.task_key = ? AND other.id <> ? AND (other.owner <> '' OR other.keeps_key))
			RETURNING `+columns, c.Owner, lease, lease, c.ID, r.Key, c.ID)
		return err
	})
	if errors.Is(err, ErrNoTask) || isConflict(err) {
		err = ErrBusy
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *sqlStore) Extend(ctx context.Context, id, owner string, lease time.Duration) error {
	n, err := s.exec(ctx, `UPDATE leeloo_durable_tasks SET lease = ?, lease_end = $NOW + ? WHERE id = ? AND owner = ?`,
		lease.Microseconds(), lease.Microseconds(), id, owner)
	if err == nil && n == 0 {
		err = ErrLost
	}
	return err
}

func (s *sqlStore) Save(ctx context.Context, r *Record) error {
	content, err := json.Marshal(r.Content)
	if err != nil {
		return err
	}
	n, err := s.exec(ctx, `UPDATE leeloo_durable_tasks SET version = version + 1, state = ?, owner = ?, lease_end = $NOW + lease, keeps_key = ?,
		content = ?, updated = $NOW WHERE id = ? AND version = ?`, string(r.State), r.Owner, r.KeepsKey, string(content), r.ID, r.Version)
	switch {
	case err != nil:
		return err
	case n == 0:
		return ErrLost
	}
	r.Version++
	return nil
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
	return s.exec(ctx, `DELETE FROM leeloo_durable_tasks WHERE state = ? AND updated <= $NOW - ?`, string(state), age.Microseconds())
}

func (q querier) get(ctx context.Context, id string) (*Record, error) {
	return q.record(ctx, `SELECT `+columns+` FROM leeloo_durable_tasks WHERE id = ?`, id)
}

// record runs a query for one task.
func (q querier) record(ctx context.Context, query string, args ...any) (*Record, error) {
	rows, err := q.query(ctx, query, args...)
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

package durable

import (
	"context"
	"fmt"
)

// migrations are the statements of each version of the schema. They never change: a new version is a new element.
var migrations = [][]string{
	{
		`CREATE TABLE leeloo_durable_tasks (
			id TEXT NOT NULL PRIMARY KEY,
			task_key TEXT NOT NULL,
			version BIGINT NOT NULL,
			state TEXT NOT NULL,
			owner TEXT NOT NULL,
			lease BIGINT NOT NULL,
			lease_end BIGINT NOT NULL,
			keeps_key BOOLEAN NOT NULL,
			content TEXT NOT NULL,
			created BIGINT NOT NULL,
			updated BIGINT NOT NULL
		)`,
		// One task of a key at a time, whatever the transactions see of each other.
		`CREATE UNIQUE INDEX leeloo_durable_owned ON leeloo_durable_tasks (task_key) WHERE owner <> '' OR keeps_key`,
		`CREATE INDEX leeloo_durable_state ON leeloo_durable_tasks (state, updated)`,
		`CREATE INDEX leeloo_durable_key ON leeloo_durable_tasks (task_key)`,
	},
}

// migrate brings the schema to the newest version. Processes that start at the same time wait for each other.
func (s *sqlStore) migrate(ctx context.Context) error {
	return s.write(ctx, func(q querier) error {
		if s.dialect == Postgres {
			if _, err := q.exec(ctx, `SELECT pg_advisory_xact_lock(7163388151203)`); err != nil {
				return err
			}
		}
		if _, err := q.exec(ctx, `CREATE TABLE IF NOT EXISTS leeloo_durable_schema (version BIGINT NOT NULL)`); err != nil {
			return err
		}
		version, err := q.schemaVersion(ctx)
		if err != nil {
			return err
		}
		if version > len(migrations) {
			return fmt.Errorf("the tables are of version %d, and this program knows %d: use a newer program", version, len(migrations))
		}
		for _, statements := range migrations[version:] {
			for _, statement := range statements {
				if _, err := q.exec(ctx, statement); err != nil {
					return err
				}
			}
		}
		if version == len(migrations) {
			return nil
		}
		if _, err := q.exec(ctx, `DELETE FROM leeloo_durable_schema`); err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO leeloo_durable_schema (version) VALUES (?)`, len(migrations))
		return err
	})
}

func (q querier) schemaVersion(ctx context.Context) (version int, err error) {
	rows, err := q.query(ctx, `SELECT version FROM leeloo_durable_schema`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&version); err != nil {
			return 0, err
		}
	}
	return version, rows.Err()
}

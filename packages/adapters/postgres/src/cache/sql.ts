/**
 * The table of the cache. UNLOGGED: nothing of it is written twice, and it is empty after a crash of the server, which a
 * cache may be. Keys are hashed, since Postgres does not index long ones; values are bytes, since its texts cannot hold
 * a NUL. No index on the time keeps the changes of counters in their page.
 */
export const createTable = `CREATE UNLOGGED TABLE IF NOT EXISTS cache_entries (
  key bytea PRIMARY KEY, value bytea NOT NULL, expires_at timestamptz NOT NULL
) WITH (fillfactor = 70)`;

const life = (place: string): string => `now() + make_interval(secs => ${place}::double precision)`;

export const getEntry = {
  name: 'cache get',
  text: 'SELECT value FROM cache_entries WHERE key = $1 AND expires_at > now()',
};

/** The place of a key among those asked for is counted from 1. */
export const getEntries = {
  name: 'cache get many',
  text: `SELECT k.place::integer AS place, e.value FROM unnest($1::bytea[]) WITH ORDINALITY AS k(key, place)
    JOIN cache_entries e ON e.key = k.key WHERE e.expires_at > now()`,
};

export const setEntry = {
  name: 'cache set',
  text: `INSERT INTO cache_entries AS e VALUES ($1, $2, ${life('$3')})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
};

/** Of many that race, the first one's row is seen by the others when they get it. */
export const setAbsent = {
  name: 'cache set absent',
  text: `${setEntry.text} WHERE e.expires_at <= clock_timestamp()`,
};

export const addToEntry = {
  name: 'cache add',
  text: `INSERT INTO cache_entries AS e VALUES ($1, convert_to($2::text, 'UTF8'), ${life('$3')})
    ON CONFLICT (key) DO UPDATE SET
      value = CASE WHEN e.expires_at <= clock_timestamp() THEN excluded.value
        ELSE convert_to((convert_from(e.value, 'UTF8')::numeric + $2::numeric)::text, 'UTF8') END,
      expires_at = CASE WHEN e.expires_at <= clock_timestamp() THEN excluded.expires_at ELSE e.expires_at END
    RETURNING convert_from(value, 'UTF8') AS value`,
};

export const deleteEntry = { name: 'cache delete', text: 'DELETE FROM cache_entries WHERE key = $1' };

export const deleteOver = {
  name: 'cache delete over',
  text: 'DELETE FROM cache_entries WHERE key = $1 AND expires_at <= now()',
};

/** So few at once that nobody waits for it; nodes that sweep at the same time share the work. */
export const sweepEntries = {
  name: 'cache sweep',
  text: `DELETE FROM cache_entries WHERE key = ANY(ARRAY(
    SELECT key FROM cache_entries WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED))`,
};

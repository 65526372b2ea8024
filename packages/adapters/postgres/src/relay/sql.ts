/**
 * The table of claims. A row stays when its claim is given back or over, so that fences go on from it; and as they are at
 * least the microseconds of the server's clock, they go on growing where it was swept as well.
 */
export const createTable = `CREATE TABLE IF NOT EXISTS relay_claims (
  name text PRIMARY KEY, node text NOT NULL, about text NOT NULL, fence bigint NOT NULL, expires_at timestamptz NOT NULL
) WITH (fillfactor = 70)`;

const fence = `(extract(epoch FROM clock_timestamp()) * 1000000)::bigint`;
const life = (place: string): string =>
  `clock_timestamp() + make_interval(secs => ${place}::double precision)`;
const isHeld = `name = $1 AND fence = $2::bigint AND expires_at > clock_timestamp()`;

/** Of many that race, the first one's row is seen by the others when they get it. */
export const claimName = {
  name: 'relay claim',
  text: `INSERT INTO relay_claims AS c VALUES ($1, $2, $3, ${fence}, ${life('$4')})
    ON CONFLICT (name) DO UPDATE SET node = excluded.node, about = excluded.about,
      fence = greatest(c.fence + 1, excluded.fence), expires_at = excluded.expires_at
    WHERE c.expires_at <= clock_timestamp()
    RETURNING fence`,
};

export const renewClaims = {
  name: 'relay renew',
  text: `UPDATE relay_claims c SET expires_at = ${life('$3')}
    FROM unnest($1::text[], $2::bigint[]) AS k(name, fence)
    WHERE c.name = k.name AND c.fence = k.fence AND c.expires_at > clock_timestamp()
    RETURNING c.name, c.fence`,
};

export const passClaim = {
  name: 'relay pass',
  text: `UPDATE relay_claims SET node = $3, fence = greatest(fence + 1, ${fence}), expires_at = ${life('$4')}
    WHERE ${isHeld} RETURNING fence`,
};

export const releaseClaim = {
  name: 'relay release',
  text: `UPDATE relay_claims SET expires_at = clock_timestamp() WHERE ${isHeld}`,
};

export const holderOf = {
  name: 'relay holder',
  text: 'SELECT node, about, fence FROM relay_claims WHERE name = $1 AND expires_at > clock_timestamp()',
};

/** What has been over for a day. */
export const sweepClaims = {
  name: 'relay sweep',
  text: `DELETE FROM relay_claims WHERE expires_at < clock_timestamp() - interval '1 day'`,
};

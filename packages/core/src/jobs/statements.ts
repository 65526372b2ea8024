export const firstDue =
  'SELECT "id" FROM "jobs_queue" WHERE "name" = $1 AND "due_at" <= $2 ORDER BY "due_at", "id" LIMIT 1';
/** On Postgres many nodes take at once: each skips what another has in its hand at the moment. */
export const takeDue = `UPDATE "jobs_queue" SET "run" = $3, "attempt" = "attempt" + 1, "due_at" = $4, "pending_key" = NULL
WHERE "id" = (${firstDue} FOR UPDATE SKIP LOCKED) RETURNING "id", "data", "tries", "attempt"`;
export const allDue =
  'SELECT "id", "attempt", "due_at" FROM "jobs_queue" WHERE "name" = $1 AND "due_at" <= $2 ORDER BY "due_at", "id" LIMIT $3';
export const anyBusy = 'SELECT 1 FROM "jobs_queue" WHERE "due_at" <= $1 OR "run" IS NOT NULL LIMIT 1';
export const oldDead = 'DELETE FROM "jobs_dead" WHERE "died_at" < $1';
export const nextDead =
  'SELECT "id" FROM "jobs_dead" WHERE "died_at" > $1 OR ("died_at" = $1 AND "id" > $2) ORDER BY "died_at", "id" LIMIT $3';

/** A role with what it may do. Two roles with the same permissions are not the same: only owners make owners. */
export interface Rank {
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
}

/** What of these permissions somebody has not. */
export const missingOf = (wanted: Iterable<string>, held: ReadonlySet<string>): string[] =>
  [...wanted].filter((permission) => !held.has(permission));

/** Whether somebody may make somebody else this, or change somebody who is this: nobody reaches above themselves. */
export const reaches = (actor: Rank, other: Rank): boolean =>
  (other.role !== 'owner' || actor.role === 'owner') &&
  missingOf(other.permissions, actor.permissions).length === 0;

/** The cost of an argon2id hash. */
export interface HashCost {
  readonly memoryKib: number;
  readonly passes: number;
}

export type HashSort = 'argon2id' | 'bcrypt';

const argon2id = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/;
const bcrypt = /^\$2[abxy]?\$/;
/** bcrypt sees no byte after the 72nd. */
const bcryptBytes = 72;

/** Which function made a stored hash, or `null` when none of ours did. */
export function sortOf(hash: string): HashSort | null {
  if (argon2id.test(hash)) return 'argon2id';
  return bcrypt.test(hash) ? 'bcrypt' : null;
}

/**
 * Whether a hash that a password has just fitted should be made anew: it is cheaper than it should be, or bcrypt. Not
 * when bcrypt saw only a part of the password: the rest may be a slip of the finger, and a new hash would demand it.
 */
export function wantsRenewal(hash: string, password: string, cost: HashCost): boolean {
  if (sortOf(hash) === 'bcrypt') return Buffer.byteLength(password) <= bcryptBytes;
  const [, memory, passes] = argon2id.exec(hash) ?? [];
  return Number(memory) < cost.memoryKib || Number(passes) < cost.passes;
}

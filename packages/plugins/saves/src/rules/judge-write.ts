/** What an upload says about what it is to take the place of. */
export interface Claim {
  /** The revision the upload was made from; 0 or nothing when the slot is to be empty. */
  readonly base: number | undefined;
  readonly overwrite: boolean;
}

/** What makes two contents the same save. */
export interface Fingerprint {
  readonly checksum: string;
  readonly encoding: string;
}

/** Whether an upload may become the current revision. `head` is the current one, or `null` when the slot is empty. */
export function mayWrite({ base, overwrite }: Claim, head: number | null): boolean {
  return overwrite || (base ?? 0) === (head ?? 0);
}

/**
 * Whether an upload is what the slot holds already, made from the same revision: it arrived, and only the answer was
 * lost on the way back.
 */
export function isRepeat(
  { base, checksum, encoding }: Pick<Claim, 'base'> & Fingerprint,
  head: Fingerprint & { readonly parentRevision: number | null },
): boolean {
  return (
    head.checksum === checksum && head.encoding === encoding && (head.parentRevision ?? 0) === (base ?? 0)
  );
}

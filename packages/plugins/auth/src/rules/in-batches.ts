/** Rows closed anew in one write. */
const batch = 50;

/** Does up to `limit` of something, so many at a time, until `some` does none; returns how many it were. */
export async function inBatches(limit: number, some: (take: number) => Promise<number>): Promise<number> {
  let done = 0;
  while (done < limit) {
    const more = await some(Math.min(limit - done, batch));
    if (more === 0) break;
    done += more;
  }
  return done;
}

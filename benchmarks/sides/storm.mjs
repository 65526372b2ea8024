/** Accounts that log in again and again, in a process of their own so that they do not delay whoever measures. */
import { post } from '../lib/world.mjs';

const [url, seconds, accounts] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1000;
const counts = await Promise.all(
  JSON.parse(accounts).map(async (account) => {
    let done = 0;
    for (; performance.now() < end; done += 1) await post(url, '/auth/login', account);
    return done;
  }),
);
process.send(counts.reduce((sum, count) => sum + count, 0));
process.disconnect();

import { privateCoturn } from './private-coturn.mjs';

const instead =
  'Install coturn, or set AETHEX_TEST_TURN_URL to turn://:<static-auth-secret>@<address>:<port> of one that may relay to loopback addresses.';

/** A TURN server for the tests: the one that AETHEX_TEST_TURN_URL names, else a private coturn of this machine only. */
export async function startCoturn() {
  const given = process.env.AETHEX_TEST_TURN_URL;
  if (given) return { url: given, stop: async () => undefined };
  const server = await privateCoturn({ instead });
  return { url: server.url, stop: () => server.stop() };
}

import type { TestServer, TestSocket } from '@aethex/testing';
import { call, password, type Answer, type Body } from './fixtures.js';

/** What a sign-in leaves in a client's hands. */
export type Pair = Pick<Body, 'user_id' | 'token' | 'refresh_token'>;

/** What the specs of sessions do over and over, on whichever server runs then. */
export function sessionSteps(server: () => TestServer) {
  let names = 0;
  const refresh = (refresh_token: string): Promise<Answer> =>
    call(server(), 'POST /auth/refresh', { refresh_token });
  return {
    refresh,
    refreshed: async (token: string): Promise<Pair> => (await refresh(token)).body,
    newGuest: async (): Promise<Pair> => (await call(server(), 'POST /auth/guest', {})).body,
    newAccount: async (): Promise<Pair & { username: string }> => {
      const username = `sess${++names}x`;
      const email = `${username}@x.example`;
      const { body } = await call(server(), 'POST /auth/register', { username, email, password });
      return { ...body, username };
    },
    socketOf: async (token: string): Promise<TestSocket> => {
      const socket = await server().rawSocket();
      await socket.signIn(token);
      return socket;
    },
  };
}

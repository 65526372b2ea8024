import type { MemoryMail, TestServer } from '@aethex/testing';
import { call, password, type Answer, type Body } from './fixtures.js';

/** What a mail offers. */
export interface Offered {
  readonly link: URL;
  /** The long code, from the fragment of the link. */
  readonly code: string;
  readonly digits: string;
}

/** Reads the link and the codes of the newest mail to an address. */
export function offeredTo(box: MemoryMail, to: string): Offered {
  const { text = '' } = box.last(to) ?? {};
  const link = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? 'http://no.link');
  const code = new URLSearchParams(link.hash.slice(1)).get('code') ?? '';
  return { link, code, digits: /^\d{6}$/m.exec(text)?.[0] ?? '' };
}

/** What the specs of mails do over and over, on whichever server runs then. */
export function mailSteps(server: () => TestServer, box: MemoryMail) {
  let names = 0;
  const post = (path: string, body: object, token?: string): Promise<Answer> =>
    call(server(), `POST /auth${path}`, body, token);
  const flush = (): Promise<void> => server().flushJobs();
  const login = (input: object): Promise<Answer> => post('/login', { password, ...input });
  const newAddress = (): string => `mail${++names}@x.example`;
  const register = async (email: string, more: object = {}): Promise<Body> => {
    const { body } = await post('/register', { email, password, ...more });
    await flush();
    return body;
  };
  return {
    post,
    flush,
    login,
    newAddress,
    register,
    /** An account that has proved its address. */
    verified: async (more: object = {}): Promise<Body & { email: string }> => {
      const email = newAddress();
      const body = await register(email, more);
      await post('/email/verify', { code: offeredTo(box, email).code });
      return { ...body, email };
    },
    /** Asks for a new password and reads the mail. */
    forgotten: async (email: string): Promise<Offered> => {
      await post('/password/forgot', { email });
      await flush();
      return offeredTo(box, email);
    },
    changeTo: async (email: string, token: string): Promise<Offered> => {
      await call(server(), 'PUT /auth/email', { new_email: email }, token);
      await flush();
      return offeredTo(box, email);
    },
    isVerified: async (token: string): Promise<unknown> =>
      (await call(server(), 'GET /auth/profile', undefined, token)).body,
  };
}

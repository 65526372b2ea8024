import type { TestServer } from '@aethex/testing';
import { call, rows, verdictOf } from './fixtures.js';
import {
  Browser,
  newPkce,
  oauthSteps,
  publicUrl,
  returnTo,
  somebody,
  startOauth,
  type Begun,
  type Providers,
} from './oauth-steps.js';
import type { Person } from './test-provider.js';

export const refused = '400 oauth.code_invalid';
export const wrongState = '400 oauth.state_invalid';

/** What is tried, what it has to come to, and how it is done. */
export type Attack = readonly [what: string, expected: string, attack: () => Promise<string>];

/** A server, its providers, and somebody who has an account there and is attacked. */
export interface Scene {
  readonly server: TestServer;
  readonly providers: Providers;
  readonly victim: Person;
  readonly victimId: string;
}

export async function startScene(): Promise<Scene> {
  const { server, providers } = await startOauth();
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  const victim = somebody({ email: 'victim@x.example' });
  return { server, providers, victim, victimId: (await steps.signIn('trusted', victim)).body.user_id };
}

/** What attackers do over and over. */
export function attackSteps(scene: () => Scene) {
  const steps = oauthSteps(
    () => scene().server,
    () => scene().providers,
  );
  const { begin } = steps;
  const sessionsOf = async (playerId: string): Promise<number> =>
    (await rows(scene().server, `SELECT "id" FROM "auth_sessions" WHERE "player_id" = '${playerId}'`)).length;
  /** What a program is told at the callback. */
  const callback = async (begun: Begun, url: string): Promise<string> => {
    const response = await begun.browser.go(url);
    const location = response.headers.get('location');
    if (location) return new URL(location).searchParams.get('error') ?? 'code';
    const { error } = (await response.json()) as { error: { code: string } };
    return `${response.status} ${error.code}`;
  };
  const enter = async (name: keyof Providers, person: Person): Promise<string> => {
    const { status, body } = await steps.signIn(name, person);
    if (body.error) return `${status} ${body.error.code}`;
    return body.user_id === scene().victimId ? 'the victim’s account' : 'another account';
  };
  const asVictim = (name: keyof Providers): void => {
    scene().providers[name].person = scene().victim;
  };
  /** A sign-in of the victim that has come back with a code. */
  const ofVictim = async (more: object = {}, token?: string): Promise<Begun & { code: string }> => {
    asVictim('trusted');
    const begun = await begin('trusted', more, token);
    return { ...begun, code: await steps.codeFrom('trusted', begun) };
  };
  const attacker = async (): Promise<string> => (await steps.signIn('trusted', somebody())).body.token;
  const startWith = (input: object): Promise<string> =>
    verdictOf(
      call(scene().server, 'POST /auth/oauth/trusted/start', {
        flow: 'redirect',
        return_to: returnTo,
        code_challenge: newPkce().challenge,
        ...input,
      }),
    );
  const leaveBy = async (query: Record<string, string>): Promise<string> => {
    const url = `${publicUrl}/api/v1/auth/oauth/trusted/start?${new URLSearchParams(query)}`;
    const response = await new Browser(scene().server).go(url);
    const { error } = (await response.json()) as { error: { code: string } };
    return `${response.status} ${error.code}`;
  };

  return { ...steps, sessionsOf, callback, enter, asVictim, ofVictim, attacker, startWith, leaveBy };
}

import { json, StandIn, type StandInPerson } from './stand-in.js';

/** Stands in for GitHub (https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps). */
export class StandInGitHub extends StandIn {
  /** For `github({ …, endpoints })`. */
  get endpoints() {
    const { url } = this;
    return {
      authorization: `${url}/authorize`,
      token: `${url}/token`,
      user: `${url}/user`,
      emails: `${url}/user/emails`,
    };
  }

  protected more(): object {
    return { scope: 'read:user,user:email' };
  }

  /** GitHub says with a 200 that it refuses. */
  protected override refused() {
    return json({
      error: 'bad_verification_code',
      error_description: 'The code passed is incorrect or expired.',
    });
  }

  protected other(path: string, { person }: { person: StandInPerson | null }) {
    if (!person) return json({ message: 'Bad credentials' }, 401);
    const { id, email, verified, name } = person;
    if (path === '/user')
      return json({
        ...(this.wrong !== 'no_subject' && { id: Number(id) }),
        login: name.toLowerCase(),
        name,
        email: 'shown@example.org',
      });
    if (path !== '/user/emails') return null;
    return json([
      { email: 'other@example.org', primary: false, verified: true },
      ...(email === null ? [] : [{ email, primary: true, verified }]),
    ]);
  }
}

/** A server that stands in for GitHub, started. */
export const standInGitHub = (): Promise<StandInGitHub> => new StandInGitHub().start();

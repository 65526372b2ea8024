import { json, StandIn, type StandInPerson } from './stand-in.js';

/** Stands in for Discord (https://discord.com/developers/docs/topics/oauth2). */
export class StandInDiscord extends StandIn {
  /** For `discord({ …, endpoints })`. */
  get endpoints() {
    return {
      authorization: `${this.url}/authorize`,
      token: `${this.url}/token`,
      user: `${this.url}/users/@me`,
    };
  }

  protected more(): object {
    return { scope: 'identify email' };
  }

  protected other(path: string, { person }: { person: StandInPerson | null }) {
    if (path !== '/users/@me') return null;
    if (!person) return json({ message: '401: Unauthorized', code: 0 }, 401);
    const { id, email, verified, name } = person;
    const subject = this.wrong === 'no_subject' ? {} : { id };
    return json({
      ...subject,
      username: name.toLowerCase(),
      global_name: name,
      avatar: null,
      email,
      verified,
    });
  }
}

/** A server that stands in for Discord, started. */
export const standInDiscord = (): Promise<StandInDiscord> => new StandInDiscord().start();

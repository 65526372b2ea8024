import type { Answer, oauth } from '@aethex/protocol';
import { success, type Result } from '../../result.js';
import { pause } from '../../timing.js';
import { refusal } from '../../client-errors.js';
import type { DeviceCodeOptions, SignedInWith } from './shapes.js';

/** What the server answers at the beginning (RFC 8628, 3.2). */
type Begun = Answer<typeof oauth, 'deviceStart'>;

type Ask = <T>(method: string, input: object) => Promise<Result<T>>;

/** Seconds that each `slow_down` adds (RFC 8628, 3.5). */
const slower = 5;

/** Shows a code and asks for the outcome, no more often than the server wants it. */
export async function byDeviceCode(
  ask: Ask,
  known: { readonly device?: object; readonly device_token?: string },
  { onCode, signal }: DeviceCodeOptions,
): Promise<Result<SignedInWith>> {
  const begun = await ask<Begun>('oauth.deviceStart', known.device ? { device: known.device } : {});
  const token = known.device_token === undefined ? {} : { device_token: known.device_token };
  if (!begun.success) return begun;
  const { user_code, verification_uri, verification_uri_complete, expires_in, device_code } = begun.data;
  onCode({
    userCode: user_code,
    url: verification_uri,
    urlWithCode: verification_uri_complete,
    expiresIn: expires_in,
  });
  let { interval } = begun.data;
  while (await pause(interval * 1000, signal)) {
    const told = await ask<SignedInWith>('oauth.deviceToken', { device_code, ...token });
    if (told.success) return success(told.data);
    if (told.error.code === 'oauth.slow_down') interval += slower;
    else if (told.error.code !== 'oauth.authorization_pending' && !isPassing(told)) return told;
  }
  return refusal('client.aborted');
}

const isPassing = ({ error }: Result<unknown>): boolean =>
  error?.code === 'client.offline' || error?.code === 'client.timeout';

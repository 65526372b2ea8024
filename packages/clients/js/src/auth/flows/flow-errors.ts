import type { ErrorKind } from '@aethex/protocol';
import { failure, type ErrorInfo, type Failure } from '../../result.js';

const sentences = {
  'client.insecure_page': [
    'invalid',
    'Browsers offer no cryptography to this page. Serve it over https, or from localhost.',
  ],
  'client.popup_blocked': [
    'forbidden',
    'The browser allows no window now. Sign in from the handler of a click, or with the flow "redirect".',
  ],
  'client.flow_foreign': ['forbidden', 'This sign-in was not begun here. Begin it again.'],
  'client.captcha_widget': [
    'invalid',
    'This captcha needs the widget of its provider. Show it with the site key in `data`.',
  ],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

type FlowErrorCode = keyof typeof sentences;

/** What the flows refuse themselves. */
export function flowRefusal(code: FlowErrorCode, data?: unknown): Failure<ErrorInfo<FlowErrorCode>> {
  const [kind, message] = sentences[code];
  return failure({ code, kind, message, retry: false, requestId: '', ...(data !== undefined && { data }) });
}

/** What our server said on the way, by the code its page or redirect came back with. */
export function refusedOnTheWay(error: string): Failure {
  const message = 'The sign-in was not finished. Try again, or another way.';
  const code = error.includes('.') ? error : `oauth.${error}`;
  return failure({ code, kind: 'forbidden', message, retry: false, requestId: '' });
}

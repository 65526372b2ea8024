import { houseError } from '@aethex/protocol';
import { notesOf } from './platform.js';

interface Instance {
  addContentTypeParser(
    type: string,
    options: { parseAs: 'string' },
    parser: (request: object, text: string, done: (error: Error | null, value?: unknown) => void) => void,
  ): unknown;
}

const formType = 'application/x-www-form-urlencoded';
const keepers = new WeakSet<object>();

/** Whether an instance's JSON parser keeps the text of bodies. */
export const keepsText = (instance: object): boolean => keepers.has(instance);

/**
 * Reads JSON bodies, and the forms that identity providers post, of a whole Fastify application in one step: parsed
 * once, the text of JSON kept beside the value. For an application that is ours alone; create it with
 * `bodyParser: false`. Poison is looked for where the value is used.
 */
export function installJsonParser(instance: Instance): void {
  keepers.add(instance);
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    notesOf(request).text = text;
    try {
      done(null, JSON.parse(text));
    } catch (error) {
      done(houseError('request.malformed', undefined, { cause: error }));
    }
  });
  instance.addContentTypeParser(formType, { parseAs: 'string' }, (_request, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(text))),
  );
}

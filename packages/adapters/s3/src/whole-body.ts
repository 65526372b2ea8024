import { Transform, type Readable } from 'node:stream';
import { strange } from './rules/answer.js';

/**
 * The bytes of an answer, which end in `toError`'s error when they are fewer or others than they should be. A body that
 * nobody reads harms nobody.
 */
export function wholeBody(source: Readable, length: number, toError: (error: unknown) => unknown): Readable {
  let seen = 0;
  const failWith = (error: unknown): void => void body.destroy(toError(error) as Error);
  const body = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength;
      done(null, chunk);
    },
    flush(done) {
      if (seen === length) return done();
      done(toError(strange(`has ${seen} bytes in place of ${length}`)) as Error);
    },
  });
  // An error that no reader waits for would end the process.
  body.on('error', () => undefined);
  body.once('close', () => source.destroy());
  source.once('error', failWith);
  source.once('close', () => source.readableEnded || failWith(strange('broke off')));
  return source.pipe(body);
}

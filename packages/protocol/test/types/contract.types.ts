import { z } from 'zod';
import {
  defineContract,
  type Answer,
  type Asked,
  type ClientOf,
  type In,
  type MethodNames,
  type Out,
  type RawJson,
  type JsonValue,
  rawJsonIn,
  rawJsonOut,
} from '../../src/index.js';

/** Fails to compile unless the two types are the very same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_proof: Same<A, B>): void => undefined;

const books = defineContract(
  'books',
  {
    put: {
      summary: 'Store a book.',
      who: 'player',
      http: 'PUT /books/:id',
      input: z.object({ id: z.string(), pages: z.number().default(1), data: rawJsonIn }),
      output: z.object({ id: z.string(), data: rawJsonOut }),
      errors: {
        lost: { kind: 'not_found', message: 'Lost.' },
        taken: { kind: 'conflict', message: 'Taken.', data: z.object({ by: z.string() }) },
      },
    },
    list: {
      summary: 'List books.',
      who: 'anyone',
      input: z.object({ limit: z.number().default(10) }),
      output: z.array(z.string()),
    },
  },
  {
    changed: { summary: 'A book changed.', to: 'player', data: z.object({ id: z.string() }) },
  },
);
type Books = typeof books;

// A service receives parsed fields, with defaults filled in and raw JSON as its text.
same<In<Books, 'put'>, { id: string; pages: number; data: RawJson }>(true);
// A client may leave out what has a default, and sends plain JSON.
same<Asked<Books, 'put'>, { id: string; data: JsonValue; pages?: number | undefined }>(true);
// A service answers raw JSON as its text; a client receives the value.
same<Out<Books, 'put'>, { id: string; data: RawJson }>(true);
same<Answer<Books, 'put'>, { id: string; data: JsonValue }>(true);
same<MethodNames<Books>, 'put' | 'list'>(true);

// Methods and events are values with their literal ids' facts.
same<typeof books.put.spec.who, 'player'>(true);
same<typeof books.changed.spec.to, 'player'>(true);
// @ts-expect-error an event is no method
type _NoMethod = In<Books, 'changed'>;
// @ts-expect-error there is no such method
void books.burn;

declare const client: ClientOf<Books>;
// A method whose fields may all be left out needs no input.
same<ReturnType<typeof client.list>, Promise<string[]>>(true);
void client.list();
void client.list({});
void client.put({ id: 'a', data: { level: 5 } });
// @ts-expect-error an input with required fields cannot be left out
void client.put();
// @ts-expect-error `data` is required
void client.put({ id: 'a' });
// @ts-expect-error there is no field `title`
void client.put({ id: 'a', data: 1, title: 'b' });
// @ts-expect-error clients have methods, not events
void client.changed;

// The error helper knows which method declares which code with which data.
books.error('put', 'lost');
books.error('put', 'lost', undefined, { cause: new Error('why') });
books.error('put', 'taken', { by: 'ann' });
// @ts-expect-error data is required where it is declared
books.error('put', 'taken');
// @ts-expect-error data has the declared shape
books.error('put', 'taken', { by: 1 });
// @ts-expect-error `lost` carries no data
books.error('put', 'lost', { by: 'ann' });
// @ts-expect-error `list` declares no such error
books.error('list', 'lost');
// @ts-expect-error there is no such method
books.error('burn', 'lost');

import { z } from 'zod';
import { defineContract, type ErrorKind, type MethodSpec, type ServerFrame } from '../../src/index.js';

const base = { summary: 'Do it.', who: 'player', input: z.object({}), output: z.null() } as const;

defineContract('books', { read: { ...base, http: 'GET /books' } });
// @ts-expect-error a route is a verb and a path
defineContract('books', { read: { ...base, http: '/books' } });
// @ts-expect-error there is no such verb
defineContract('books', { read: { ...base, http: 'FETCH /books' } });
// @ts-expect-error callers are anyone, player, server or admin
defineContract('books', { read: { ...base, who: 'friend' } });
// @ts-expect-error an input is an object
defineContract('books', { read: { ...base, input: z.string() } });
// @ts-expect-error every method says what it does
defineContract('books', { read: { who: 'player', input: z.object({}), output: z.null() } });
// @ts-expect-error kinds are closed
const strange: ErrorKind = 'teapot';
void strange;

const declared: MethodSpec = { ...base, errors: { lost: { kind: 'not_found', message: 'Lost.' } } };
void declared;

const pong: ServerFrame = { type: 'pong', server_ts: 1 };
void pong;
// @ts-expect-error a pong says when
const early: ServerFrame = { type: 'pong' };
void early;
// @ts-expect-error there is no such frame
const other: ServerFrame = { type: 'peng', server_ts: 1 };
void other;

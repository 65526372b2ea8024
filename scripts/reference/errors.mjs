import {
  errorCatalogue,
  errorKinds,
  lookOf,
  roomErrors,
  standardStatuses,
  voiceErrors,
} from '@aethex/protocol';
import { code, fence, page, table } from './markdown.mjs';

/** The catalogue of error codes. */
export function errorsPage(contracts) {
  const catalogue = errorCatalogue(contracts);
  return page(
    '# Errors',
    'An error has the same body on every wire. REST puts it under `error`, JSON-RPC under `error.data`, the socket into an `error` frame. Codes are stable; messages are for people and may be reworded.',
    fence(
      'json',
      JSON.stringify({
        error: {
          code: 'auth.taken',
          message: 'That email or username is taken.',
          retry: false,
          data: { field: 'email' },
          request_id: '01890a5d-ac96-774b-bcce-b302099a8057',
        },
      }),
    ),
    '`retry` says whether the very same request may succeed later; `Retry-After` says when. `request_id` is what to look for in the log.',
    '## Kinds',
    'Every code is of one of nine kinds, and its kind decides how it looks; where a standard demands another status, the code has that one.',
    table(
      ['Kind', 'HTTP', 'JSON-RPC', 'Retry'],
      [...Object.entries(errorKinds), ...Object.entries(standardStatuses)].map(([name, look]) => [
        look.kind ? `${code(look.kind)}: ${name.replaceAll('_', ' ')}` : code(name),
        look.http,
        look.rpc,
        look.retry ? 'yes' : '',
      ]),
    ),
    '## Any method',
    'The house answers these around every method, or before one is found.',
    tableOf(catalogue.filter(({ methods }) => methods.length === 0)),
    ...contracts.flatMap(({ id }) => [
      `## ${id}`,
      tableOf([
        ...catalogue.filter(({ code: name, methods }) => methods.length > 0 && name.startsWith(`${id}.`)),
        ...ofFrames(id, catalogue),
      ]),
    ]),
  );
}

/** Codes that only frames of the socket are answered with. */
const ofFrames = (id, catalogue) =>
  Object.entries({ rooms: roomErrors, voice: voiceErrors }[id] ?? {})
    .map(([name, error]) => ({ error, code: `${id}.${name}` }))
    .filter((one) => !catalogue.some((known) => known.code === one.code))
    .map(({ error, code: name }) => {
      const { http: status, rpc, retry } = lookOf(error);
      return { code: name, status, rpc, retry, messages: [error.message], methods: [] };
    });

const tableOf = (entries) =>
  table(
    ['Code', 'HTTP', 'JSON-RPC', 'Retry', 'Meaning', 'Methods'],
    entries.map((entry) => [
      code(entry.code),
      entry.status,
      entry.rpc,
      entry.retry ? 'yes' : '',
      entry.messages.join(' Or: '),
      entry.methods.map((id) => `[${id}](methods.md#${id.toLowerCase().replace('.', '')})`).join(', ') ||
        (/^(rooms|voice)\./.test(entry.code) ? '[frames](socket.md)' : ''),
    ]),
  );

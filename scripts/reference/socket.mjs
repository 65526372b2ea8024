import { clientFrames, closeCodes, fieldsOf, mayReconnect, serverFrames } from '@aethex/protocol';
import { socket } from './defaults.mjs';
import { fieldsTable, shapeLink, shapeOf } from './fields.mjs';
import { code, fence, page, sentence, table } from './markdown.mjs';

/** Frames, events and close codes of the WebSocket. */
export function socketPage(contracts) {
  return page(
    '# Socket',
    `One WebSocket at \`${socket.path}\`, in text frames that hold one JSON value each. The first frame signs in, within ${socket.authTimeout} seconds; a token never stands in the address. After that, frames with \`jsonrpc\` call [methods](methods.md) and are answered in order, and the server sends events. Every ${socket.heartbeat} seconds the server sends a ping of the WebSocket protocol and waits ${socket.heartbeatGrace} seconds for the pong. These numbers are [settings](settings.md#socket).`,
    fence(
      'json',
      [
        { type: 'auth', token: 'eyJhbGciOiJFZERTQSIs…', id: 1 },
        { jsonrpc: '2.0', id: 2, method: 'saves.list', params: {} },
      ]
        .map((frame) => JSON.stringify(frame))
        .join('\n\n'),
    ),
    '## Frames a client sends',
    'Besides these: JSON-RPC 2.0 requests and batches, with `idempotency_key` beside `params` where a header would stand on REST.',
    ...sections(clientFrames, 'input'),
    '## Frames the server sends',
    'Besides these: JSON-RPC 2.0 responses. Times are integer milliseconds since 1970 UTC.',
    ...sections(serverFrames, 'output'),
    '## Events',
    'What comes in the `data` of an `event` frame. A client that missed some reads the state again: events are sent at most once.',
    ...events(contracts),
    '## Close codes',
    'From 4000 to 4499: reconnect, with a growing pause. From 4500 on: something has to change first. A connection that is refused before it is open gets an HTTP status and an error body instead.',
    closeTable(),
  );
}

const sections = (frames, direction) =>
  Object.entries(frames).flatMap(([name, frame]) => [
    `### ${name}`,
    frame.description ?? '',
    fieldsTable(fieldsOf(frame, direction)),
  ]);

function events(contracts) {
  return contracts.flatMap((contract) =>
    Object.entries(contract.events)
      .filter(([, { to }]) => to === 'player')
      .flatMap(([name, { summary, data }]) => [
        `### ${contract.id}.${name}`,
        sentence(summary),
        dataOf(data),
      ]),
  );
}

function dataOf(data) {
  const shape = shapeOf(data);
  return shape ? `\`data\`: ${shapeLink(shape, 'methods.md')}` : fieldsTable(fieldsOf(data, 'output'));
}

const closeTable = () =>
  table(
    ['Code', 'Name', 'Reconnect', 'Meaning'],
    Object.entries(closeCodes).map(([name, { code: number, reason }]) => [
      number,
      code(name),
      mayReconnect(number) ? 'yes' : 'no',
      reason,
    ]),
  );

import {
  clientFrames,
  closeCodes,
  fieldsOf,
  mayReconnect,
  realtimeFrames,
  realtimeServerFrames,
  serverFrames,
} from '@aethex/protocol';
import { socket } from './defaults.mjs';
import { fieldsTable, shapeLink, shapeOf } from './fields.mjs';
import { code, fence, page, sentence, table } from './markdown.mjs';

/** Frames, events and close codes of the WebSocket. */
export function socketPage(contracts) {
  return page(
    '# Socket',
    `One WebSocket at \`${socket.path}\`. Text frames hold JSON and binary frames hold MessagePack, one value each, with the same fields; the server reads both at any time and writes JSON unless \`auth.encoding\` asks for MessagePack. The first frame signs in, within ${socket.authTimeout} seconds; a token never stands in the address. After that, frames with \`jsonrpc\` call [methods](methods.md) and are answered in order, and the server sends events. [asyncapi.json](asyncapi.json) says the same for programs. Every ${socket.heartbeat} seconds the server sends a ping of the WebSocket protocol and waits ${socket.heartbeatGrace} seconds for the pong. These numbers are [settings](settings.md#socket).`,
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
    '## Frames a client sends to its room',
    `A frame that comes too fast is dropped and told of; who goes on is closed with 4003. Where no rate stands, ${socket.perSecond} frames a second and ${socket.burst} at once are free for all such frames together. The type stands first in the cheapest frames: \`{"type":"state_update",…}\`.`,
    ...Object.entries(realtimeFrames).flatMap(pluginSection),
    '## Frames the server sends',
    'Besides these: JSON-RPC 2.0 responses. Times are integer milliseconds since 1970 UTC.',
    ...sections(ownFrames, 'output'),
    '## Frames the server sends of a room',
    ...sections(realtimeServerFrames, 'output'),
    '## Events',
    'What comes in the `data` of an `event` frame. A client that missed some reads the state again: events are sent at most once.',
    ...events(contracts),
    '## Close codes',
    'From 4000 to 4499: reconnect, with a growing pause. From 4500 on: something has to change first. A connection that is refused before it is open gets an HTTP status and an error body instead.',
    closeTable(),
  );
}

const ownFrames = Object.fromEntries(
  Object.entries(serverFrames).filter(([type]) => !(type in realtimeServerFrames)),
);

function pluginSection([name, { schema, answers, rate, maxBytes }]) {
  const facts = [
    ...(answers ? [`Answered by ${answers.map(code).join(', ')}.`] : []),
    ...(rate ? [`At most ${rate.perSecond} a second and ${rate.burst} at once.`] : []),
    ...(maxBytes === undefined ? [] : [`At most ${maxBytes} bytes.`]),
  ];
  return [
    `### ${name}`,
    [schema.description ?? '', ...facts].join(' '),
    fieldsTable(fieldsOf(schema, 'input')),
  ];
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
      .flatMap(([name, { summary, data, frame }]) => [
        `### ${contract.id}.${name}`,
        frame === undefined ? sentence(summary) : `${sentence(summary)} Sent as a frame ${code(frame)}.`,
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

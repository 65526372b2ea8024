/** The least one would write by hand for frames of ticks: no sign-in, no checks, no limits, no log. The path is the room. */
import { Sender, WebSocketServer } from 'ws';
import { listening } from './listening.mjs';

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
let players = 0;

server.on('connection', (socket, { url, socket: net }) => {
  const room = rooms.get(url) ?? { members: new Set(), states: new Map() };
  rooms.set(url, room);
  room.members.add(net);
  const player_id = `player-${(players += 1)}`;
  socket.on('close', () => room.members.delete(net));
  socket.on('message', (bytes) => {
    const { timestamp, data } = JSON.parse(bytes);
    room.states.set(player_id, { player_id, timestamp, data });
  });
  socket.send('{"type":"room_joined"}');
});

setInterval(() => {
  for (const { members, states } of rooms.values()) {
    if (states.size === 0) continue;
    const bytes = Buffer.from(JSON.stringify({ type: 'state_update', players: [...states.values()] }));
    const [head, body] = Sender.frame(bytes, {
      fin: true,
      opcode: 1,
      mask: false,
      readOnly: true,
      rsv1: false,
    });
    const frame = Buffer.concat([head, body]);
    for (const net of members) net.write(frame);
    states.clear();
  }
}, 50);
server.once('listening', () => listening(server.address().port));

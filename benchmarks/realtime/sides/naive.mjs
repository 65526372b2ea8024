/** Rooms as a tutorial writes them: parse what comes, stringify it for each of the others, send. The path is the room. */
import { WebSocketServer } from 'ws';
import { listening } from './listening.mjs';

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
let players = 0;

server.on('connection', (socket, { url }) => {
  const members = rooms.get(url) ?? new Set();
  rooms.set(url, members.add(socket));
  const player_id = `player-${(players += 1)}`;
  socket.on('close', () => members.delete(socket));
  socket.on('message', (bytes) => {
    const { timestamp, data } = JSON.parse(bytes);
    for (const other of members)
      if (other !== socket) other.send(JSON.stringify({ type: 'player_state', player_id, timestamp, data }));
  });
  socket.send('{"type":"room_joined"}');
});
server.once('listening', () => listening(server.address().port));

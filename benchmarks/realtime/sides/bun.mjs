/** Bun's native sockets and their `publish`, run by Bun. The path is the room. */
import { listening } from './listening.mjs';

let players = 0;
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, server) {
    const { pathname } = new URL(request.url);
    return server.upgrade(request, { data: { room: pathname, id: `player-${(players += 1)}` } })
      ? undefined
      : new Response('no upgrade', { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    open(socket) {
      socket.subscribe(socket.data.room);
      socket.send('{"type":"room_joined"}');
    },
    message(socket, text) {
      const { timestamp, data } = JSON.parse(text);
      const { room, id } = socket.data;
      socket.publish(room, JSON.stringify({ type: 'player_state', player_id: id, timestamp, data }));
    },
  },
});
listening(server.port);

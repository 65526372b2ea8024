/** Rooms of Socket.IO over WebSockets alone, loaded from the folder it was installed into. */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listening } from './listening.mjs';

const [folder] = process.argv.slice(2);
const { Server } = createRequire(join(folder, 'package.json'))('socket.io');
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });

io.on('connection', (socket) => {
  socket.on('join', (room, joined) => {
    socket.data.room = room;
    void socket.join(room);
    joined();
  });
  socket.on('state_update', ({ timestamp, data }) =>
    socket.to(socket.data.room).emit('player_state', { player_id: socket.id, timestamp, data }),
  );
});
http.listen(0, '127.0.0.1', () => listening(http.address().port));

/** Clients of a room, each with the steps that take it there; `roomOf` gives the number of the room. */
const many = (rooms, roomSize, stepsOf) =>
  Array.from({ length: rooms * roomSize }, (_, index) => stepsOf(Math.floor(index / roomSize), index));

/** For servers where the path is the room. */
export function planByPath(dialect, rooms, roomSize) {
  const clients = many(rooms, roomSize, (room) => [`connect /room-${room}`, 'await room_joined']);
  return { dialect, roomSize, clients };
}

export function planOfSocketIo(rooms, roomSize) {
  const clients = many(rooms, roomSize, (room) => [
    'connect /socket.io/?EIO=4&transport=websocket',
    'await 0{',
    'text 40',
    'await 40{',
    `text 420["join","room-${room}"]`,
    'await 430',
  ]);
  return { dialect: 'socketio', roomSize, clients };
}

/** Seats are reserved over HTTP; the handshake is one byte, JOIN_ROOM, each way. */
export async function planOfColyseus(dialect, kind, port, rooms, roomSize) {
  const seats = [];
  for (let room = 0; room < rooms; room += 1) {
    const first = await reserved(port, `create/${kind}`);
    seats.push(first);
    for (let seat = 1; seat < roomSize; seat += 1)
      seats.push(await reserved(port, `joinById/${first.roomId}`));
  }
  const clients = seats.map(({ processId, roomId, sessionId }) => [
    `connect /${processId}/${roomId}?sessionId=${sessionId}`,
    'await-hex 0a',
    'binary 0a',
  ]);
  return { dialect, roomSize, clients };
}

async function reserved(port, path) {
  const response = await fetch(`http://127.0.0.1:${port}/matchmake/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}

/** Two rooms of Colyseus, loaded from the folder it was installed into: one relays messages, one syncs a schema. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listening } from './listening.mjs';

const [folder] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { Room, Server } = require('@colyseus/core');
const { schema, t } = require('@colyseus/schema');
const { WebSocketTransport } = require('@colyseus/ws-transport');

class RelayRoom extends Room {
  onCreate() {
    this.onMessage('state_update', (client, { timestamp, data }) =>
      this.broadcast('player_state', { player_id: client.sessionId, timestamp, data }, { except: client }),
    );
  }
}

const Player = schema({
  x: t.float32(),
  y: t.float32(),
  z: t.float32(),
  heading: t.float32(),
  health: t.uint8(),
  mark: t.uint32(),
});
const State = schema({ players: t.map(Player) });

/** Patches leave every 50 ms, as is Colyseus' default. */
class SchemaRoom extends Room {
  onCreate() {
    this.state = new State();
    this.onMessage('state_update', (client, { timestamp, data }) => {
      const player = this.state.players.get(client.sessionId);
      player.x = data.position.x;
      player.y = data.position.y;
      player.z = data.position.z;
      player.heading = data.rotation.y;
      player.health = data.health;
      player.mark = timestamp;
    });
  }

  onJoin(client) {
    this.state.players.set(client.sessionId, new Player());
  }
}

const transport = new WebSocketTransport({ pingInterval: 20_000 });
const server = new Server({ transport, greet: false, gracefullyShutdown: false });
server.define('relay', RelayRoom);
server.define('schema', SchemaRoom);
await server.listen(0, '127.0.0.1');
listening(transport.server.address().port);

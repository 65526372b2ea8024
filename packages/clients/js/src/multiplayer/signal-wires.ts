import type { Caller } from '../http/caller.js';
import { Channels } from '../listeners.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import type { JoinedRoom } from './joined-room.js';
import { peerChannel } from './room-model.js';
import type { HeardFrame, SignalChannel } from './rtc/index.js';

type Heard = { [Type in HeardFrame['type']]: [frame: HeardFrame<Type>] };

/** What P2P and voice need of the room the player is in. */
export function signalChannelOf(
  room: JoinedRoom,
  { keeper, caller }: { readonly keeper: SocketKeeper; readonly caller: Caller },
): SignalChannel {
  return {
    roomId: room.id,
    selfId: room.model.selfId,
    tell: (frame) => keeper.tell(frame),
    ask: (frame) => keeper.ask(frame),
    on: (type, listener) => (keeper.frames as Channels<Heard>).on(type, listener),
    onBack: (listener) => {
      const undo = [room.on('resumed', listener), room.on('resynced', () => listener())];
      return () => undo.forEach((one) => one());
    },
    call: (method, input) =>
      caller.call({ method: `voice.${method}`, input, repeatable: method === 'ice' }, keeper.send),
    relay: (to, data) => void room.lane.send({ type: 'send_message', to, data, channel: peerChannel }),
    onRelayed: (listener) => room.model.relayed.add(listener),
  };
}

#!/usr/bin/env node
/**
 * Bytes on the wire for each delivered state of players who move, in rooms of eight: JSON, MessagePack and packed
 * differences, every one of them decoded and compared with what was sent. `npm run bytes -w benchmarks`
 */
import { pack, StateDecoder, unpack } from '@aethex/protocol/realtime';
import { WebSocket } from 'ws';
import { table } from '../lib/compare.mjs';
import { Ours, posted } from './lib/ours.mjs';

const seconds = Number(process.env.SECONDS ?? 10);
const [roomSize, rate, goal] = [8, 20, 16];
const quantum = { position: 0.01, rotation: 0.1 };
const forms = {
  JSON: { features: ['batch'] },
  MessagePack: { encoding: 'msgpack', features: ['batch'] },
  'packed differences': { encoding: 'msgpack', features: ['batch', 'delta'] },
};

/** One player: walks, keeps what was sent, and checks what is heard of the others. */
class Walker {
  decoder = new StateDecoder();
  heard = 0;
  wrong = 0;

  constructor({ socket, net }, id, everybody, phase) {
    Object.assign(this, { socket, net, id, everybody, phase });
    this.sent = new Set();
  }

  step(now) {
    const state = poseAt(now / 1000 + this.phase);
    this.sent.add(keyOf(state));
    this.socket.send(JSON.stringify({ type: 'state_update', data: state }));
  }

  hear(frame) {
    if (frame.type !== 'state_update') return;
    const { players } = frame.d ? this.decoder.read(frame.d) : frame;
    for (const { player_id, data } of players) {
      if (player_id === this.id) continue;
      this.heard += 1;
      const known = Object.assign((this.known ??= {})[player_id] ?? {}, data);
      this.known[player_id] = known;
      if (!this.everybody.get(player_id).sent.has(keyOf(known))) this.wrong += 1;
    }
  }
}

/** Where a walker is: in hundredths and tenths, with a jump now and then, and hurt now and then. */
function poseAt(time) {
  const [angle, jump] = [time / 4, time % 5];
  const near = (value, steps) => Math.round(value * steps) / steps;
  return {
    position: {
      x: near(400 + 16 * Math.cos(angle), 100),
      y: jump < 0.6 ? near(2.5 + 6 * jump - 10 * jump ** 2, 100) : 2.5,
      z: near(500 + 16 * Math.sin(angle), 100),
    },
    rotation: { x: 0, y: near((angle * 180) / Math.PI, 10) % 360, z: 0 },
    health: 99 - (Math.floor(time / 3) % 80),
    custom: {},
  };
}

const keyOf = ({ position, rotation, health }) =>
  JSON.stringify([position.x, position.y, position.z, rotation.y, health].map((value) => value.toFixed(2)));

/** What an event tells first. */
const once = (emitter, event) =>
  new Promise((resolve, reject) => emitter.once(event, resolve).once('error', reject));

async function joined(ours, token, room_id, form) {
  const socket = new WebSocket(`ws://127.0.0.1:${ours.port}/v1/multiplayer`, { perMessageDeflate: false });
  const [{ socket: net }] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')]);
  const read = (bytes, isBinary) => (isBinary ? unpack(bytes) : JSON.parse(bytes));
  const said = (type) =>
    new Promise((resolve, reject) => {
      const hear = (...frame) => {
        const heard = read(...frame);
        if (heard.type === 'error') return reject(new Error(heard.message));
        if (heard.type !== type) return undefined;
        socket.off('message', hear);
        return resolve(heard);
      };
      socket.on('message', hear);
    });
  const [signedIn, inRoom] = [said('auth_ok'), said('room_joined')];
  socket.send(JSON.stringify({ type: 'auth', token, ...form }));
  await signedIn;
  socket.send(pack({ type: 'join_room', room_id }));
  await inRoom;
  return { socket, net, read };
}

async function measured(ours, form) {
  const players = await ours.players(roomSize);
  const { room_id } = await posted(ours.port, '/rooms', { max_players: roomSize, quantum }, players[0].token);
  const everybody = new Map();
  for (const [index, { id, token }] of players.entries()) {
    const { read, ...line } = await joined(ours, token, room_id, form);
    const walker = new Walker(line, id, everybody, index * 7);
    everybody.set(id, walker);
    line.socket.on('message', (...frame) => walker.hear(read(...frame)));
  }
  const walkers = [...everybody.values()];
  await walked(walkers, 2);
  const total = (valueOf) => walkers.reduce((sum, walker) => sum + valueOf(walker), 0);
  const read = () => total(({ net }) => net.bytesRead);
  const [bytes, heard] = [read(), total((walker) => walker.heard)];
  await walked(walkers, seconds);
  const states = total((walker) => walker.heard) - heard;
  const result = { bytes: (read() - bytes) / states, states, wrong: total((walker) => walker.wrong) };
  for (const { socket } of walkers) socket.terminate();
  return result;
}

/** Everybody sends `rate` updates a second, one after the other. */
async function walked(walkers, time) {
  const [began, period] = [performance.now(), 1000 / rate / walkers.length];
  for (let done = 0; done * period < time * 1000; done += 1) {
    const due = began + done * period - performance.now();
    if (due > 1) await new Promise((resolve) => setTimeout(resolve, due));
    walkers[done % walkers.length].step(performance.now());
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}

const ours = await Ours.start();
try {
  const rows = [];
  for (const [name, form] of Object.entries(forms)) {
    const { bytes, states, wrong } = await measured(ours, form);
    const outcome = bytes <= goal ? 'reached' : 'missed';
    const verdict = name === 'packed differences' ? `≤ ${goal}: ${outcome}` : '';
    rows.push([name, bytes.toFixed(1), states, wrong, verdict]);
  }
  console.log(table(['form', 'bytes for each state', 'states', 'decoded wrongly', 'goal'], rows));
} finally {
  await ours.stop();
}

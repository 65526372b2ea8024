import { rooms, voice } from '@aethex/protocol';
import { memoryVoice, type MemoryVoice, type TestServer, type TestSocket } from '@aethex/testing';
import { coturn } from '@aethex/webrtc';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VoiceDesk } from '../src/rtc/voice-desk.js';
import { clientOf, idOf, joined, refusedWith, serverWith } from './kit.js';

const host = { candidate: { candidate: 'candidate:1 1 udp 1 192.168.7.9 5 typ host', sdpMid: '0' } };
const relay = {
  candidate: {
    candidate: 'candidate:3 1 udp 1 198.51.100.1 6 typ relay raddr 203.0.113.9 rport 5',
    sdpMid: '0',
  },
};
const loud = { description: { type: 'offer', sdp: 'v=0\r\nm=audio 9 X 111\r\na=sendrecv\r\n' } };
const silent = { description: { type: 'offer', sdp: 'v=0\r\nm=audio 9 X 111\r\na=recvonly\r\n' } };

describe('signalling', () => {
  let server: TestServer;
  let media: MemoryVoice;
  let roomId: string;
  beforeAll(async () => {
    media = memoryVoice();
    server = await serverWith({ voiceMesh: 3 }, {
      adapters: [
        media.adapter,
        coturn({ urls: ['stun:turn.test:3478', 'turn:turn.test:3478'], secret: 'a secret of the tests' }),
      ],
    } as never);
  });
  beforeEach(async () => {
    roomId = (await clientOf(server, 'ann').create({ max_players: 16 })).room_id;
  });
  afterAll(() => server.stop(), 30_000);

  const inRoom = async (name: string): Promise<TestSocket> => (await joined(server, name, roomId)).socket;
  const of = (name: string) => server.as(name).direct(voice);
  const enter = async (socket: TestSocket, more: object = {}) => {
    socket.send({ type: 'voice_join', id: 'v', public_key: 'a key', ...more });
    for (;;) {
      const frame = await socket.next('voice_room');
      if (frame.ref === 'v') return frame;
    }
  };
  /** Sockets in the voice that have heard everything about it. */
  async function inVoice(...names: string[]): Promise<TestSocket[]> {
    const sockets: TestSocket[] = [];
    for (const name of names) {
      const socket = await inRoom(name);
      await enter(socket);
      sockets.push(socket);
    }
    return sockets;
  }
  const newest = async (socket: TestSocket, epoch: number) => {
    for (;;) {
      const frame = await socket.next('voice_room');
      if (frame.epoch >= epoch) return frame;
    }
  };

  describe('of data connections', () => {
    it('goes to one player of the room, stamped with who sent it', async () => {
      const [ann, bob] = [await inRoom('ann'), await inRoom('bob')];
      ann.send({ type: 'p2p_signal', id: 1, to: idOf('bob'), signal: host });
      expect(await bob.next('p2p_signal')).toEqual({ type: 'p2p_signal', from: idOf('ann'), signal: host });
      expect(await ann.next('ack')).toEqual({ type: 'ack', ref: 1 });
    });

    it('goes to nobody outside of the room, to nobody at large, and not back', async () => {
      const ann = await inRoom('ann');
      for (const to of [idOf('stranger'), idOf('ann')]) {
        ann.send({ type: 'p2p_signal', to, signal: host });
        expect(await refusedWith(ann)).toBe('rooms.no_player');
      }
      for (const to of ['all', 'others', 'host', 'server', 'group:red']) {
        ann.send({ type: 'p2p_signal', to, signal: host });
        expect(await refusedWith(ann)).toBe('voice.one_player');
      }
    });

    it('is refused when it is larger than 32 KiB', async () => {
      const [ann] = [await inRoom('ann'), await inRoom('bob')];
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: { sdp: 'x'.repeat(33_000) } });
      expect(await refusedWith(ann)).toBe('voice.too_large');
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: 'x'.repeat(33_000) });
      expect(await refusedWith(ann)).toBe('request.invalid');
    });

    it('harms nobody when it is no SDP at all', async () => {
      const [ann, bob] = [await inRoom('ann'), await inRoom('bob')];
      const odd = ['\0', 'v=0\r\n'.repeat(5000), { sdp: { sdp: null } }, { candidate: 'candidate:' }];
      for (const signal of odd) ann.send({ type: 'p2p_signal', to: idOf('bob'), signal, relay_only: true });
      ann.send({ type: 'p2p_signal', id: 9, to: idOf('bob'), signal: 'the end' });
      await ann.next('ack');
      await expect(bob.next('p2p_signal')).resolves.toBeDefined();
    });

    it('tells no address of a player who wishes so, and takes the wish for one signal only', async () => {
      const [ann, bob] = [await inRoom('ann'), await inRoom('bob')];
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: host, relay_only: true });
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: relay, relay_only: true });
      const { signal } = await bob.next('p2p_signal');
      expect(JSON.stringify(signal)).toMatch(/typ relay raddr 0\.0\.0\.0 rport 0/);
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: host });
      expect((await bob.next('p2p_signal')).signal).toEqual(host);
    });

    it('tells no address in a room that hides them', async () => {
      const hidden = await clientOf(server, 'ann').create({ relay_only: true });
      const { socket: ann } = await joined(server, 'ann', hidden.room_id);
      const { socket: bob } = await joined(server, 'bob', hidden.room_id);
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: host });
      ann.send({ type: 'p2p_signal', to: idOf('bob'), signal: 'over' });
      expect((await bob.next('p2p_signal')).signal).toBe('over');
      const ice = await of('bob').ice({ room_id: hidden.room_id });
      expect(ice.relay_only).toBe(true);
      expect(ice.ice_servers.flatMap(({ urls }) => urls)).toEqual(['turn:turn.test:3478']);
    });
  });

  describe('of voice', () => {
    it('tells everybody in the voice who is there, with a new epoch each time', async () => {
      const ann = await inRoom('ann');
      const first = await enter(ann, { public_key: 'key of ann' });
      expect(first).toMatchObject({ epoch: 1, transport: 'mesh', end_to_end: true, blocked: [] });
      const bob = await inRoom('bob');
      const second = await enter(bob);
      expect(second.members.map(({ player_id, public_key }) => [player_id, public_key])).toEqual([
        [idOf('ann'), 'key of ann'],
        [idOf('bob'), 'a key'],
      ]);
      expect((await newest(ann, 2)).epoch).toBe(2);
      bob.send({ type: 'voice_leave' });
      expect((await newest(ann, 3)).members).toHaveLength(1);
    });

    it('asks for a key where sound is encrypted from player to player, and for none in a moderated room', async () => {
      const ann = await inRoom('ann');
      ann.send({ type: 'voice_join' });
      expect(await refusedWith(ann)).toBe('voice.e2ee_required');
      const open = await clientOf(server, 'bob').create({ moderated: true });
      const { socket: bob } = await joined(server, 'bob', open.room_id);
      expect(await enter(bob, { public_key: undefined })).toMatchObject({ end_to_end: false });
    });

    it('passes signals and keys between two in the voice, and nowhere else', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      const cid = await inRoom('cid');
      ann.send({ type: 'voice_signal', to: idOf('bob'), signal: loud });
      expect(await bob.next('voice_signal')).toMatchObject({ from: idOf('ann'), signal: loud });
      ann.send({ type: 'voice_key', to: idOf('bob'), epoch: 2, key: 'sealed' });
      expect(await bob.next('voice_key')).toEqual({
        type: 'voice_key',
        from: idOf('ann'),
        epoch: 2,
        key: 'sealed',
      });
      ann.send({ type: 'voice_key', to: idOf('cid'), epoch: 2, key: 'sealed' });
      expect(await refusedWith(ann)).toBe('voice.no_listener');
      cid.send({ type: 'voice_signal', to: idOf('ann'), signal: loud });
      expect(await refusedWith(cid)).toBe('voice.not_joined');
    });

    it('passes no key of an earlier epoch, so that who left cannot follow', async () => {
      const [ann] = (await inVoice('ann', 'bob')) as [TestSocket];
      ann.send({ type: 'voice_key', to: idOf('bob'), epoch: 1, key: 'sealed' });
      expect(await refusedWith(ann)).toBe('voice.stale_epoch');
    });

    it('tells who speaks, is muted or deafened, once for each change', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      for (const speaking of [true, true, false]) ann.send({ type: 'voice_state', speaking });
      ann.send({ type: 'voice_state', muted: true, speaking: true });
      const told = [
        await bob.next('voice_state'),
        await bob.next('voice_state'),
        await bob.next('voice_state'),
      ];
      expect(told.map(({ muted, speaking }) => [muted, speaking])).toEqual([
        [false, true],
        [false, false],
        [true, false],
      ]);
    });

    it('lets a silenced player listen and hand over no key, and everybody has a new epoch', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      await of('ann').mute({ room_id: roomId, player_id: idOf('bob') });
      const { epoch, members } = await newest(ann, 3);
      expect([epoch, members[1]?.server_muted]).toEqual([3, true]);
      bob.send({ type: 'voice_key', to: idOf('ann'), epoch, key: 'sealed' });
      expect(await refusedWith(bob)).toBe('voice.muted');
      bob.send({ type: 'voice_signal', to: idOf('ann'), signal: loud });
      expect(await refusedWith(bob)).toBe('voice.muted');
      bob.send({ type: 'voice_signal', to: idOf('ann'), signal: silent });
      expect((await ann.next('voice_signal')).signal).toEqual(silent);
      ann.send({ type: 'voice_key', to: idOf('bob'), epoch, key: 'sealed' });
      await bob.next('voice_key');
      await of('ann').unmute({ room_id: roomId, player_id: idOf('bob') });
      await newest(bob, 4);
      bob.send({ type: 'voice_key', to: idOf('ann'), epoch: 4, key: 'sealed' });
      await ann.next('voice_key');
    });

    it('lets only the host silence others', async () => {
      await inVoice('ann', 'bob');
      await expect(of('bob').mute({ room_id: roomId, player_id: idOf('ann') })).rejects.toMatchObject({
        code: 'voice.forbidden',
      });
      await expect(of('eve').mute({ room_id: roomId, player_id: idOf('ann') })).rejects.toMatchObject({
        code: 'voice.not_found',
      });
    });

    it('passes nothing between two of whom one blocks the other, both ways', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      await of('bob').block({ room_id: roomId, player_id: idOf('ann') });
      expect((await newest(ann, 3)).blocked).toEqual([idOf('bob')]);
      expect((await newest(bob, 3)).blocked).toEqual([idOf('ann')]);
      for (const [one, other] of [
        [ann, 'bob'],
        [bob, 'ann'],
      ] as const) {
        one.send({ type: 'voice_key', to: idOf(other), epoch: 3, key: 'sealed' });
        expect(await refusedWith(one)).toBe('voice.no_listener');
        one.send({ type: 'voice_signal', to: idOf(other), signal: loud });
        expect(await refusedWith(one)).toBe('voice.no_listener');
      }
      ann.send({ type: 'voice_state', speaking: true });
      await bob.expectNo('voice_state', 50);
      await of('bob').unblock({ room_id: roomId, player_id: idOf('ann') });
      await newest(ann, 4);
      ann.send({ type: 'voice_key', to: idOf('bob'), epoch: 4, key: 'sealed' });
      await bob.next('voice_key');
    });

    it('takes who lost the connection out of the voice, and lets nobody free by that', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      await of('ann').mute({ room_id: roomId, player_id: idOf('bob') });
      bob.raw.terminate();
      expect((await newest(ann, 4)).members.map(({ player_id }) => player_id)).toEqual([idOf('ann')]);
      const again = await inRoom('bob');
      const { members } = await enter(again);
      expect(members[1]).toMatchObject({ player_id: idOf('bob'), server_muted: true });
    });

    it('remembers who is silenced while the room waits for players, and forgets it with the room', async () => {
      const [ann, bob] = (await inVoice('ann', 'bob')) as [TestSocket, TestSocket];
      await of('ann').mute({ room_id: roomId, player_id: idOf('bob') });
      for (const socket of [ann, bob]) {
        socket.send({ type: 'leave_room' });
        await socket.next('room_left');
      }
      const [again] = (await inVoice('bob')) as [TestSocket];
      expect(server.get(VoiceDesk).find(roomId)?.isSilenced(idOf('bob'))).toBe(true);
      await server
        .as('judge', { permissions: ['multiplayer.moderate'] })
        .direct(rooms)
        .close({ room_id: roomId });
      await again.next('room_left');
      const desk = server.get(VoiceDesk);
      for (let n = 0; n < 130; n += 1) desk.open(`closed ${n}`);
      expect(desk.find(roomId)).toBeNull();
    });

    it('lets a spectator listen only', async () => {
      const { socket: eve } = await joined(server, 'eve', roomId, { spectator: true });
      expect((await enter(eve)).members).toMatchObject([{ server_muted: true }]);
    });

    it('is off where the operator does not want it', async () => {
      const quiet = await serverWith({ voice: false });
      const { room_id } = await clientOf(quiet, 'ann').create({});
      const { socket } = await joined(quiet, 'ann', room_id);
      socket.send({ type: 'voice_join', public_key: 'a key' });
      expect(await refusedWith(socket)).toBe('voice.off');
      await quiet.stop();
    });
  });

  describe('of more voices than a mesh carries', () => {
    it('goes to the media server, whose tickets let in who is in the voice', async () => {
      const [ann] = (await inVoice('ann', 'bob', 'cid')) as [TestSocket];
      await expect(of('ann').token({ room_id: roomId })).rejects.toMatchObject({ code: 'voice.mesh' });
      await inVoice('dan');
      expect(await newest(ann, 4)).toMatchObject({ transport: 'server' });
      const ticket = await of('ann').token({ room_id: roomId });
      expect(await media.enter({ ...ticket, expiresAt: new Date(ticket.expires_at) }, 0)).toBe(roomId);
      await inRoom('eve');
      await expect(of('eve').token({ room_id: roomId })).rejects.toMatchObject({ code: 'voice.not_joined' });
    });

    it('silences there as well, and takes out who leaves', async () => {
      const [, bob] = (await inVoice('ann', 'bob', 'cid', 'dan')) as [TestSocket, TestSocket];
      for (const name of ['ann', 'bob']) {
        const ticket = await of(name).token({ room_id: roomId });
        await media.enter({ ...ticket, expiresAt: new Date(ticket.expires_at) }, 0);
      }
      await of('ann').mute({ room_id: roomId, player_id: idOf('bob') });
      expect(await media.guests(roomId)).toContainEqual({ player: idOf('bob'), speaks: false });
      bob.send({ type: 'voice_leave', id: 1 });
      await bob.next('ack');
      expect(await media.guests(roomId)).toEqual([{ player: idOf('ann'), speaks: true }]);
    });

    it('is refused where there is none', async () => {
      const small = await serverWith({ voiceMesh: 2 });
      const { room_id } = await clientOf(small, 'ann').create({});
      const tries = ['ann', 'bob', 'cid'].map(async (name) => {
        const { socket } = await joined(small, name, room_id);
        socket.send({ type: 'voice_join', id: name, public_key: 'a key' });
        return Promise.race([
          socket.next('voice_room').then(() => 'is in'),
          socket.next('error').then(({ code }) => code),
        ]);
      });
      expect((await Promise.all(tries)).toSorted()).toEqual(['is in', 'is in', 'voice.full']);
      await small.stop();
    });
  });

  describe('of ICE', () => {
    it('gives each player credentials of their own, for ten minutes', async () => {
      const [ann, bob] = [await of('ann').ice({}), await of('bob').ice({})];
      expect(ann).toMatchObject({ relay_only: false, expires_in_seconds: 600 });
      expect(ann.ice_servers.map(({ urls }) => urls)).toEqual([
        ['stun:turn.test:3478'],
        ['turn:turn.test:3478'],
      ]);
      expect(ann.ice_servers[1]?.username).not.toBe(bob.ice_servers[1]?.username);
      expect(JSON.stringify(ann)).not.toContain(idOf('ann'));
    });

    it('gives none where the server knows none', async () => {
      const plain = await serverWith();
      expect(await plain.as('ann').direct(voice).ice({})).toMatchObject({ ice_servers: [] });
      await plain.stop();
    });
  });
});

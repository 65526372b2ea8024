import { beforeEach, describe, expect, it } from '@jest/globals';
import { VoiceRoom, type VoiceSnapshot } from './voice-room.js';

describe('the voice of a room', () => {
  let room: VoiceRoom;
  const grows = (act: () => unknown): boolean => {
    const before = room.epoch;
    act();
    return room.epoch > before;
  };
  beforeEach(() => {
    room = new VoiceRoom();
    for (const player of ['ann', 'bob', 'cid'])
      room.enter(player, { publicKey: `key of ${player}`, isListener: false });
  });

  it('has a new epoch whenever somebody else may hear or be heard', () => {
    expect(grows(() => room.enter('dan', { publicKey: undefined, isListener: false }))).toBe(true);
    expect(grows(() => room.leave('dan'))).toBe(true);
    expect(grows(() => room.silence('ann', true))).toBe(true);
    expect(grows(() => room.silence('ann', false))).toBe(true);
    expect(grows(() => room.block('ann', 'bob'))).toBe(true);
    expect(grows(() => room.unblock('ann', 'bob'))).toBe(true);
    expect(grows(() => room.enter('ann', { publicKey: 'a new key', isListener: false }))).toBe(true);
  });

  it('keeps its epoch when nobody hears more or less than before', () => {
    room.silence('ann', true);
    room.block('ann', 'bob');
    const idle = [
      () => room.silence('ann', true),
      () => room.block('ann', 'bob'),
      () => room.unblock('bob', 'ann'),
      () => room.leave('dan'),
      () => room.mark('bob', { muted: true, deafened: true }),
    ];
    for (const act of idle) expect(grows(act)).toBe(false);
  });

  it('blocks both ways, whoever of the two began, until nobody blocks any more', () => {
    room.block('ann', 'bob');
    room.block('bob', 'ann');
    expect([room.exchange('ann', 'bob'), room.exchange('bob', 'ann'), room.exchange('ann', 'cid')]).toEqual([
      false,
      false,
      true,
    ]);
    room.unblock('ann', 'bob');
    expect(room.exchange('ann', 'bob')).toBe(false);
    room.unblock('bob', 'ann');
    expect(room.exchange('ann', 'bob')).toBe(true);
  });

  it('forgets neither blocks nor silence when a player comes back', () => {
    room.block('ann', 'bob');
    room.silence('ann', true);
    room.leave('ann');
    room.enter('ann', { publicKey: 'another', isListener: false });
    expect(room.exchange('bob', 'ann')).toBe(false);
    expect(room.member('ann')).toMatchObject({ server_muted: true, public_key: 'another' });
  });

  it('takes nobody for speaking who is muted, by themselves or by the host', () => {
    expect(room.mark('ann', { speaking: true })).toBe(true);
    expect(room.mark('ann', { speaking: true })).toBe(false);
    room.silence('ann', true);
    expect(room.member('ann')).toMatchObject({ speaking: false, muted: false, server_muted: true });
    expect(room.mark('ann', { speaking: true })).toBe(false);
    room.mark('bob', { speaking: true, muted: true });
    expect(room.member('bob')).toMatchObject({ speaking: false, muted: true });
  });

  it('takes who only listens for silenced', () => {
    room.enter('eve', { publicKey: undefined, isListener: true });
    expect(room.member('eve')).toMatchObject({ server_muted: true });
  });

  it('moves to another node without setting anybody free', () => {
    room.silence('ann', true);
    room.block('bob', 'cid');
    const { epoch } = room;
    room = VoiceRoom.restore(JSON.parse(JSON.stringify(room.snapshot())) as VoiceSnapshot);
    expect(room.players).toEqual([]);
    for (const player of ['ann', 'bob', 'cid']) room.enter(player, { publicKey: 'k', isListener: false });
    expect(room.epoch).toBeGreaterThan(epoch);
    expect([room.isSilenced('ann'), room.isSilenced('bob')]).toEqual([true, false]);
    expect([room.exchange('cid', 'bob'), room.exchange('ann', 'bob')]).toEqual([false, true]);
  });

  it('remembers 256 blocks of a player and refuses the next', () => {
    for (let n = 0; n < 256; n += 1) expect(room.block('ann', `p${n}`)).toBe(true);
    expect(room.block('ann', 'one more')).toBeNull();
  });
});

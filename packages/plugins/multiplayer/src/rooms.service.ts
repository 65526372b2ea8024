import type { Caller, Serves } from '@aethex/core';
import { houseError, type In, type Out, type rooms } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Doors } from './rooms/doors.js';
import { actorOf, type HouseAsks, type RoomAsk } from './rooms/room-ask.js';
import { RoomRegistry } from './rooms/room-registry.js';
import { pickRooms } from './rooms/rules/pick-rooms.js';
import { readCursor, writeCursor } from './rooms/rules/room-cursor.js';

type Rooms = typeof rooms;
/** Methods about one room. */
type Asked = Exclude<RoomAsk['name'], keyof HouseAsks>;
type InputOf<Name extends Asked> = Extract<RoomAsk, { name: Name }>['input'];

/** Opens, lists and runs rooms. What is asked of one room is answered by the node that owns it. */
@Injectable()
export class RoomsService implements Serves<Rooms> {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly doors: Doors,
  ) {}

  async create(input: In<Rooms, 'create'>, caller: Caller) {
    if (caller.who === 'player' && !input.auto_dispose) throw houseError('request.forbidden');
    return (await this.registry.create(input, actorOf(caller))).core.info();
  }

  list({ limit, cursor, ...filter }: In<Rooms, 'list'>, caller: Caller) {
    const { gameId, id } = caller;
    const here = [...this.registry.all()].filter((room) => room.gameId === gameId && room.isListedFor(id));
    const all = [...here.map(({ core }) => core.info()), ...(this.doors.remote?.listed(gameId) ?? [])];
    const { page, next } = pickRooms(all, filter, { limit, after: readCursor(cursor) });
    return { rooms: [...page], next_cursor: next && writeCursor(next) };
  }

  async mine(_: In<Rooms, 'mine'>, { gameId, id }: Caller) {
    const here = [...this.registry.all()].filter((room) => room.gameId === gameId && room.core.seats.of(id));
    const there = (await this.doors.remote?.roomsOf(gameId, id)) ?? [];
    return { rooms: [...here.map(({ core }) => core.info()), ...there] };
  }

  get({ room_id }: In<Rooms, 'get'>, caller: Caller) {
    return this.ask(room_id, 'get', {}, caller);
  }

  reserve({ room_id, ...input }: In<Rooms, 'reserve'>, caller: Caller) {
    return this.ask(room_id, 'reserve', input, caller);
  }

  renew({ room_id, ...input }: In<Rooms, 'renew'>, caller: Caller) {
    return this.ask(room_id, 'renew', input, caller);
  }

  release({ room_id, ...input }: In<Rooms, 'release'>, caller: Caller) {
    return this.ask(room_id, 'release', input, caller);
  }

  update({ room_id, ...input }: In<Rooms, 'update'>, caller: Caller) {
    return this.ask(room_id, 'update', input, caller);
  }

  setProperties({ room_id, ...input }: In<Rooms, 'setProperties'>, caller: Caller) {
    return this.ask(room_id, 'setProperties', input, caller);
  }

  kick({ room_id, ...input }: In<Rooms, 'kick'>, caller: Caller) {
    return this.ask(room_id, 'kick', input, caller);
  }

  ban({ room_id, ...input }: In<Rooms, 'ban'>, caller: Caller) {
    return this.ask(room_id, 'ban', input, caller);
  }

  unban({ room_id, ...input }: In<Rooms, 'unban'>, caller: Caller) {
    return this.ask(room_id, 'unban', input, caller);
  }

  transfer({ room_id, ...input }: In<Rooms, 'transfer'>, caller: Caller) {
    return this.ask(room_id, 'transfer', input, caller);
  }

  putHostState({ room_id, ...input }: In<Rooms, 'putHostState'>, caller: Caller) {
    return this.ask(room_id, 'putHostState', input, caller);
  }

  setGroups({ room_id, ...input }: In<Rooms, 'setGroups'>, caller: Caller) {
    return this.ask(room_id, 'setGroups', input, caller);
  }

  close({ room_id }: In<Rooms, 'close'>, caller: Caller) {
    return this.ask(room_id, 'close', {}, caller);
  }

  private ask<Name extends Asked>(
    roomId: string,
    name: Name,
    input: InputOf<Name>,
    caller: Caller,
  ): Promise<Out<Rooms, Name>> {
    return this.doors.ask(roomId, { name, input } as RoomAsk, actorOf(caller));
  }
}

import {
  clientFrames,
  houseError,
  stringify,
  type ClientFrame,
  type FrameRef,
  type ServerFrame,
} from '@aethex/protocol';
import type { z } from 'zod';
import type { HttpConfig } from '../config/sections.js';
import { publicError } from '../dispatch/method-runner.js';
import type { RpcEdge } from '../dispatch/rpc-edge.js';
import type { Logger } from '../observe/logger.js';
import type { Clock } from '../ports/clock.js';
import type { Connection } from './connection.js';
import type { FrameBook, FrameEntry } from './frame-book.js';
import type { Packet } from './inbox.js';
import { readFrame } from './read-frame.js';
import type { SignIn } from './sign-in.js';
import { count, type Traffic } from './traffic.js';

interface DeskParts {
  readonly rpc: RpcEdge;
  readonly frames: FrameBook;
  readonly signIn: SignIn;
  readonly traffic: Traffic;
  readonly limits: HttpConfig;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Frame {
  readonly type: string;
  readonly id?: unknown;
}

/** Handles what clients send: frames of the house, frames of plugins, and JSON-RPC. */
export class FrameDesk {
  constructor(private readonly parts: DeskParts) {}

  /** Handles one frame. A hot one is dealt with when this returns. */
  handle(connection: Connection, packet: Packet): Promise<void> | void {
    if (!connection.isOpen) return;
    let ref: FrameRef;
    try {
      const value = this.read(packet);
      ref = isFrame(value) ? refOf(value) : undefined;
      const work = isFrame(value)
        ? this.handleFrame(connection, packet, value)
        : this.handleRpc(connection, packet, value);
      return work?.catch((error: unknown) => this.refuse(connection, error, ref));
    } catch (error) {
      this.refuse(connection, error, ref);
    }
  }

  /** Tells plugins that a socket is closed. */
  async closed(connection: Connection, code: number): Promise<void> {
    for (const handler of this.parts.frames.handlers) {
      try {
        await handler.closed?.(connection, code);
      } catch (error) {
        this.parts.log.error({ err: error }, 'a handler of frames failed on a closed socket');
      }
    }
  }

  private read({ data, isBinary, entry }: Packet): unknown {
    if (entry) refuseTooLarge(entry, data);
    return readFrame(data, isBinary, this.parts.limits, !entry || entry.spec.bytes === true);
  }

  private async handleRpc(connection: Connection, { data, isBinary }: Packet, value: unknown): Promise<void> {
    count(this.parts.traffic.heard[isBinary ? 'msgpack' : 'json'].rpc, data.length);
    if (!connection.known) return connection.close('auth_failed');
    const requestId = connection.nextRequestId();
    const sender = { ...connection.origin, requestId, wire: 'socket' as const, identity: connection.known };
    const text = (): string => (isBinary ? stringify(value) : data.toString());
    const answer = await this.parts.rpc.answer(value, text, sender);
    if (answer.error?.code === 'request.envelope') connection.mistaken();
    if (answer.body !== null) connection.answer(answer.body);
  }

  private handleFrame(connection: Connection, packet: Packet, frame: Frame): Promise<void> | undefined {
    const { traffic, frames, signIn, clock } = this.parts;
    const { data, isBinary } = packet;
    const flows = traffic.heard[isBinary ? 'msgpack' : 'json'];
    // One name at the beginning and another one later: two readers could see two frames.
    if (packet.entry && packet.entry.type !== frame.type)
      throw houseError('request.duplicate_key', { key: 'type' });
    const entry = packet.entry ?? frames.find(frame.type);
    count(entry?.spec.hot ? flows.hot : flows.frame, data.length);
    if (entry) return this.handlePlugin(connection, packet, entry, frame);
    if (!isHouse(frame.type)) throw houseError('ws.unknown_type', { type: frame.type.slice(0, 64) });
    const house = fitting(clientFrames[frame.type], frame) as ClientFrame;
    if (house.type === 'auth') return signIn.run(connection, house);
    const pong: ServerFrame = {
      type: 'pong',
      ...(house.id !== undefined && { ref: house.id }),
      server_ts: clock.now().getTime(),
    };
    connection.send(pong);
    return undefined;
  }

  private handlePlugin(
    connection: Connection,
    packet: Packet,
    entry: FrameEntry,
    frame: Frame,
  ): Promise<void> | undefined {
    if (!connection.known) {
      connection.close('auth_failed');
      return undefined;
    }
    if (!packet.entry && !this.admits(connection, packet, entry)) return undefined;
    const { handler, spec } = entry;
    if (spec.hot && handler.hot) {
      handler.hot(connection, frame as unknown as Readonly<Record<string, unknown>>, packet.data);
      return undefined;
    }
    return handler.handle(connection, fitting(spec.schema, frame) as { type: string }) ?? undefined;
  }

  /** Looks at what is looked at before parsing when a frame begins with its type. */
  private admits(connection: Connection, { data }: Packet, entry: FrameEntry): boolean {
    refuseTooLarge(entry, data);
    return entry.lane === null || connection.recount(entry.lane);
  }

  private refuse(connection: Connection, thrown: unknown, ref: FrameRef): void {
    const error = publicError(thrown);
    if (error.code === 'server.internal')
      this.parts.log.error({ err: thrown, request_id: connection.id }, 'a frame could not be handled');
    connection.refuse(error, ref);
  }
}

function fitting(schema: z.ZodType, frame: unknown): unknown {
  const parsed = schema.safeParse(frame);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw houseError('request.invalid', { field: String(issue?.path[0] ?? ''), reason: issue?.message ?? '' });
}

function refuseTooLarge({ type, spec }: FrameEntry, data: Buffer): void {
  if (spec.maxBytes === undefined || data.length <= spec.maxBytes) return;
  const message = `A frame "${type}" has at most ${spec.maxBytes} bytes.`;
  throw houseError('request.too_large', { max_bytes: spec.maxBytes }, { message });
}

const isHouse = (type: string): type is keyof typeof clientFrames => Object.hasOwn(clientFrames, type);

const refOf = ({ id }: Frame): FrameRef =>
  typeof id === 'string' || typeof id === 'number' ? id : undefined;

const isFrame = (value: unknown): value is Frame =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !('jsonrpc' in value) &&
  typeof (value as { type?: unknown }).type === 'string';

import { isAethexError, type ClientFrame, type FrameRef, type ServerFrame } from '@aethex/protocol';
import type { SocketConfig } from '../config/sections.js';
import type { Authenticator } from '../dispatch/authenticator.js';
import type { Identity } from '../dispatch/caller.js';
import { publicError } from '../dispatch/method-runner.js';
import type { Logger } from '../observe/logger.js';
import type { Connection } from './connection.js';
import type { FrameBook } from './frame-book.js';
import type { FrameHandler, Resume } from './peer.js';

type AuthFrame = Extract<ClientFrame, { type: 'auth' }>;

/** Errors that say that the token is at fault. */
const refusing: ReadonlySet<string> = new Set(['unauthenticated', 'forbidden', 'rate_limited']);

/** A socket goes on only with a token for the same one in the same game. */
const isSame = (known: Identity, { who, id, gameId }: Identity): boolean =>
  known.who === who && known.id === id && known.gameId === gameId;

interface SignInParts {
  readonly authenticator: Authenticator;
  readonly frames: FrameBook;
  readonly config: SocketConfig;
  readonly log: Logger;
  /** Admits a socket whose player is known. */
  readonly admit: (connection: Connection) => void;
}

/** Lets a socket speak for a player, and go on with the seat of one that broke. */
export class SignIn {
  constructor(private readonly parts: SignInParts) {}

  async run(connection: Connection, frame: AuthFrame): Promise<void> {
    const isFirst = connection.known === null;
    if (isFirst && frame.encoding) connection.encoding = frame.encoding;
    const identity = await this.identityOf(connection, frame);
    if (!identity || !connection.isOpen) return;
    if (connection.known && !isSame(connection.known, identity)) return connection.close('forbidden');
    connection.known = identity;
    if (!isFirst) return this.welcome(connection, frame);
    if (frame.features) connection.features = new Set(frame.features);
    const resumedBy = frame.resume && (await this.resume(connection, frame.resume));
    if (!connection.isOpen) return;
    this.parts.admit(connection);
    this.welcome(connection, frame, resumedBy);
    for (const handler of this.parts.frames.handlers) handler.opened?.(connection);
    if (frame.resume) await resumedBy?.resumed?.(connection, frame.resume);
  }

  private async identityOf(connection: Connection, { token, id }: AuthFrame): Promise<Identity | null> {
    try {
      const { browserOrigin, address } = connection.origin;
      return await this.parts.authenticator.who(token, { browserOrigin, address });
    } catch (error) {
      connection.refuse(publicError(error), id);
      const isToken = isAethexError(error) && refusing.has(error.kind);
      connection.close(isToken ? 'auth_failed' : 'dependency_unavailable');
      return null;
    }
  }

  /** The first handler that still holds what the client wants to go on with. */
  private async resume(connection: Connection, resume: Resume): Promise<FrameHandler | null> {
    for (const handler of this.parts.frames.handlers) {
      try {
        if (await handler.resume?.(connection, resume)) return handler;
      } catch (error) {
        this.parts.log.error({ err: error, request_id: connection.id }, 'a socket could not be resumed');
      }
    }
    return null;
  }

  private welcome(connection: Connection, frame: AuthFrame, resumedBy?: FrameHandler | null): void {
    const { identity } = connection;
    const ref: FrameRef = frame.id;
    const welcome: ServerFrame = {
      type: 'auth_ok',
      ...(ref !== undefined && { ref }),
      session_id: identity.sessionId,
      user_id: identity.id,
      heartbeat_s: this.parts.config.heartbeat,
      expires_at: identity.expiresAt.getTime(),
      ...(resumedBy !== undefined && { resumed: resumedBy !== null }),
    };
    connection.send(welcome);
  }
}

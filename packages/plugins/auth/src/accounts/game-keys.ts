import type { Caller } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';

/** Asks strangers for the public key of the game they come to, where `auth.requireGameKey` is on. */
@Injectable()
export class GameKeys {
  constructor(private readonly config: AuthConfig) {}

  /** Fails with `auth.game_key_required` when a stranger names no game. Whoever holds a token has one already. */
  demand({ who, keyId }: Caller): void {
    if (this.config.requireGameKey && who === 'anyone' && keyId === '')
      throw auth.error('login', 'game_key_required');
  }
}

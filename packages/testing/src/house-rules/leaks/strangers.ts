import { defaultGame, gameIdOf, type Identity } from '@aethex/core';
import type { MethodSpec, Who } from '@aethex/protocol';
import { testPlayerId } from '../../server/test-accounts.js';

/** Somebody whom a victim's things are no business of. */
export interface Stranger {
  /** `a player of another game` */
  readonly name: string;
  readonly isOfOtherGame: boolean;
  /** Of the same game in another environment: nothing is shared with those, whatever a deployment shares. */
  readonly isOfOtherEnvironment: boolean;
  /** Whether this one is a stranger to the method: not whom it is for. */
  readonly isStrangerTo: (spec: MethodSpec) => boolean;
  /** Who calls, another one for each method; `null` is nobody. */
  readonly as: (method: string, spec: MethodSpec) => Identity | null;
}

const otherEnvironment = gameIdOf(defaultGame, 'dev');

/** Every kind of stranger. `all` are all permissions there are. */
export function strangers(all: readonly string[]): Stranger[] {
  const of = (
    name: string,
    who: Identity['who'],
    gameId: string,
    permissions: readonly string[],
  ): Stranger => ({
    name,
    isOfOtherGame: gameId !== defaultGame,
    isOfOtherEnvironment: gameId === otherEnvironment,
    isStrangerTo: () => true,
    as: (method) => someone(`${name}: ${method}`, who, gameId, permissions),
  });
  return [
    {
      name: 'nobody',
      isOfOtherGame: false,
      isOfOtherEnvironment: false,
      isStrangerTo: () => true,
      as: () => null,
    },
    of('another player of the same game', 'player', defaultGame, []),
    of('a player of another game', 'player', 'another', []),
    of('a player of another environment', 'player', otherEnvironment, []),
    of('a server key of another game with all permissions', 'server', 'another', all),
    {
      ...of('a server key of the same game without permissions', 'server', defaultGame, []),
      isStrangerTo: isNotForServers,
    },
    of('an admin of another game', 'admin', 'another', all),
    of('an admin of another environment', 'admin', otherEnvironment, all),
    lackingOne(all),
  ];
}

/** An admin of the game with all permissions but the one the method needs. */
function lackingOne(all: readonly string[]): Stranger {
  const name = 'an admin who lacks the permission';
  return {
    name,
    isOfOtherGame: false,
    isOfOtherEnvironment: false,
    isStrangerTo: ({ needs }) => needs !== undefined,
    as: (method, { needs }) =>
      someone(
        `${name}: ${method}`,
        'admin',
        defaultGame,
        all.filter((permission) => permission !== needs),
      ),
  };
}

/** A method for servers that needs no permission is for every server of the game. */
const isNotForServers = ({ who, needs }: MethodSpec): boolean =>
  needs !== undefined || who === 'player' || who === 'anyone' || who === 'signed_in' || who === 'admin';

/** Somebody made up. */
export function someone(
  name: string,
  who: Exclude<Who, 'anyone'>,
  gameId: string,
  permissions: readonly string[],
): Identity {
  return {
    who,
    id: testPlayerId(name),
    gameId,
    permissions: new Set(permissions),
    sessionId: testPlayerId(`session of ${name}`),
    expiresAt: new Date(8.64e15),
    ...(who !== 'player' && { keyId: testPlayerId(`key of ${name}`) }),
  };
}

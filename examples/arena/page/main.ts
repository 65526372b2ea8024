import { createClient, type Room } from '@aethex/client';
import { Game } from './game.js';
import { watchKeys } from './keys.js';
import { Line } from './line.js';

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const [play, cut, voice] = ['play', 'cut', 'voice'].map((id) => element<HTMLButtonElement>(id)) as [
  HTMLButtonElement,
  HTMLButtonElement,
  HTMLButtonElement,
];
const status = element('status');
const canvas = element<HTMLCanvasElement>('field');
const say = (text: string): void => void (status.textContent = text);

/** Two tabs are two players: `?as=ann`. */
const name = new URLSearchParams(location.search).get('as') ?? 'player';
const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 0) % 360;

const client = createClient({
  url: '/',
  throwOnError: true,
  WebSocket: Line,
  profile: name,
  realtime: { encoding: 'msgpack' },
});
const { multiplayer } = client;
let game: Game | undefined;

watchKeys(window);
play.addEventListener('click', () => void findMatch().catch(({ message }: Error) => say(message)));
cut.addEventListener('click', () => Line.cut());
voice.addEventListener('click', () => void talk().catch(({ message }: Error) => say(message)));

async function findMatch(): Promise<void> {
  play.disabled = true;
  if (!client.auth.player) await client.auth.guest();
  const ticket = await multiplayer.matchmaking.joinQueue(
    { mode: 'arena' },
    { autoJoin: { player_data: { name } } },
  );
  say('Waiting for somebody to play with …');
  ticket.on('joined', enter);
  ticket.on('failed', ({ message }) => say(message));
}

function enter(room: Room<'throw'>): void {
  game?.stop();
  game = new Game(room, canvas, hue);
  cut.disabled = voice.disabled = false;
  const count = (): void => say(`In ${room.code} with ${room.players.size - 1} other(s).`);
  count();
  room.on('playerJoined', count);
  room.on('playerLeft', count);
  room.on('dropped', (seconds) => say(`The line is cut. Your seat is held for ${seconds} seconds …`));
  room.on('resumed', () => say(`Back in ${room.code}, and nothing was lost.`));
  room.on('resynced', () => say(`Back in ${room.code}.`));
  room.on('left', (reason) => {
    game?.stop();
    play.disabled = false;
    cut.disabled = voice.disabled = true;
    say(`The match is over: ${reason}.`);
  });
}

multiplayer.voice.on('speaking', (playerId, isSpeaking) => {
  if (isSpeaking && playerId !== multiplayer.room?.self.player_id) say(`${nameOf(playerId)} is talking.`);
});

/** Others may call themselves anything, or nothing. */
function nameOf(playerId: string): string {
  const given = multiplayer.room?.players.get(playerId)?.player_data['name'];
  return typeof given === 'string' ? given : 'Somebody';
}

async function talk(): Promise<void> {
  const on = voice.getAttribute('aria-pressed') !== 'true';
  await multiplayer.voice.enable(on);
  voice.setAttribute('aria-pressed', String(on));
  voice.textContent = on ? 'Stop talking' : 'Talk';
}

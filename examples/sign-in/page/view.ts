import type { Client, ProviderInfo } from '@aethex/client';

const find = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

export const say = (text: string): void => void (find('status').textContent = text);

/** Calls back with each press of a button. What goes wrong is said. */
export function onClick(id: string, work: () => unknown): void {
  find(id).addEventListener('click', () => void work());
}

/** Calls back with the fields of a form. */
export function onSubmit(id: string, work: (fields: Record<string, string>) => unknown): void {
  find<HTMLFormElement>(id).addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = [...new FormData(event.target as HTMLFormElement)];
    const texts = fields.map(([name, value]) => [name, typeof value === 'string' ? value : '']);
    void work(Object.fromEntries(texts) as Record<string, string>);
  });
}

/** A button for each provider. */
export function offer(
  place: 'providers' | 'keep',
  providers: readonly ProviderInfo[],
  label: string,
  work: (name: string) => unknown,
): void {
  for (const { name, title, ways } of providers) {
    if (!ways.includes('redirect')) continue;
    const button = document.createElement('button');
    button.textContent = `${label} ${title}`;
    button.addEventListener('click', () => void work(name));
    find(place).append(button);
  }
}

/** Shows whoever is signed in, with what they have. */
export async function show({ auth, saves }: Client): Promise<void> {
  const { player } = auth;
  find('out').hidden = player !== null;
  find('in').hidden = player === null;
  if (!player) return say('Nobody is signed in.');
  say(player.is_guest ? `You play as a guest: ${player.display_name}.` : `Hello, ${player.display_name}.`);
  const [purse, linked] = await Promise.all([saves.load<{ coins: number }>('purse'), auth.identities()]);
  find('coins').textContent = String(purse.data?.coins ?? 0);
  const names = (linked.data ?? []).map(({ provider }) => provider);
  find('ways').textContent = names.length > 0 ? `Linked: ${names.join(', ')}.` : 'No provider is linked.';
}

export const coins = (): number => Number(find('coins').textContent);

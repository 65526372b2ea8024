import { pause } from '../../timing.js';

/** What the server's page tells the page that opened it. */
export interface Returned {
  readonly code?: string;
  readonly error?: string;
  readonly state?: string;
}

interface Opened {
  closed: boolean;
  location: { href: string };
  close(): void;
}

/** How a browser is asked for a window, in the very moment of a click. */
export interface Popup {
  readonly window: Opened | null;
}

/** Milliseconds between two looks whether the window is still there. */
const lookEvery = 300;

/** Opens an empty window: only in the handler of a click are browsers willing to, so its address comes later. */
export function openPopup(): Popup {
  const { open } = globalThis as { open?: (url: string, name: string, features: string) => Opened | null };
  return { window: open?.('about:blank', '_blank', 'popup,width=480,height=700') ?? null };
}

/** Sends the window on its way and waits until the server's page answers; `null` when the window was closed before. */
export async function throughPopup(
  { window }: Popup,
  url: string,
  state: string,
  signal: AbortSignal | undefined,
): Promise<Returned | null> {
  if (!window) return null;
  const origin = new URL(url).origin;
  const heard: Returned[] = [];
  const hear = (event: MessageEvent): void => {
    const data = event.data as (Returned & { readonly type?: string }) | null;
    if (event.origin === origin && data?.type === 'aethex.oauth' && data.state === state) heard.push(data);
  };
  globalThis.addEventListener('message', hear);
  try {
    window.location.href = url;
    while (heard.length === 0 && !window.closed) if (!(await pause(lookEvery, signal))) break;
    // A window may tell and close in the same moment.
    await pause(0);
    return heard[0] ?? null;
  } finally {
    globalThis.removeEventListener('message', hear);
    window.close();
  }
}

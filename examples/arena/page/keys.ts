const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  KeyA: [-1, 0],
  ArrowRight: [1, 0],
  KeyD: [1, 0],
  ArrowUp: [0, -1],
  KeyW: [0, -1],
  ArrowDown: [0, 1],
  KeyS: [0, 1],
};

/** Which keys are held. */
const held = new Set<string>();

/** Follows the keyboard of a page. */
export function watchKeys(page: Window): void {
  page.addEventListener('keydown', ({ code }) => void held.add(code));
  page.addEventListener('keyup', ({ code }) => void held.delete(code));
  page.addEventListener('blur', () => held.clear());
}

/** Which way the held keys point. */
export function heading(): { dx: number; dy: number } {
  let [dx, dy] = [0, 0];
  for (const code of held) {
    const [x, y] = steps[code] ?? [0, 0];
    dx += x;
    dy += y;
  }
  return { dx: Math.sign(dx), dy: Math.sign(dy) };
}

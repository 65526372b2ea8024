import type { Page } from 'playwright-core';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where a player sees themselves and the others, in pixels of the field. */
export interface Places {
  readonly self: Place | null;
  readonly others: readonly Place[];
}

/** Looks at the picture as a person does: dots are told apart by colour, and the own one has a white ring. */
export function placesOn(page: Page): Promise<Places> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    const colours = new Map<string, { x: number; y: number; count: number }>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 255) continue;
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      const sum = colours.get(colour) ?? { x: 0, y: 0, count: 0 };
      colours.set(colour, sum);
      sum.x += (at / 4) % canvas.width;
      sum.y += Math.floor(at / 4 / canvas.width);
      sum.count += 1;
    }
    // Edges are blended into colours of a few pixels each.
    const dots = [...colours]
      .filter(([, { count }]) => count > 100)
      .map(([colour, { x, y, count }]) => ({ colour, x: x / count, y: y / count }));
    const ring = dots.find(({ colour }) => colour === '255,255,255');
    const others = dots.filter(
      ({ colour, x, y }) => colour !== '255,255,255' && (!ring || Math.hypot(x - ring.x, y - ring.y) > 2),
    );
    const placeOf = ({ x, y }: { x: number; y: number }) => ({ x, y });
    return { self: ring ? placeOf(ring) : null, others: others.map(placeOf) };
  });
}

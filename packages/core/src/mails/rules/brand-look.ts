import type { Brand } from '../../tenancy/games.js';

const hex = /^#[0-9a-f]{6}$/i;
const houseColor = '#4f46e5';

/** The first brand that says it, of a game and of the deployment. A logo that is not fetched by https is left out. */
export function brandLook(own: Partial<Brand>, house: Brand): Brand {
  const logoUrl = own.logoUrl ?? house.logoUrl;
  const color = own.color ?? house.color;
  return {
    name: own.name ?? house.name,
    logoUrl: logoUrl?.startsWith('https://') ? logoUrl : null,
    color: color !== null && hex.test(color) ? color : houseColor,
    supportEmail: own.supportEmail ?? house.supportEmail,
  };
}

/** Black or white, whichever is read more easily on a colour: WCAG 2.2, relative luminance. */
export function readableOn(color: string): '#000000' | '#ffffff' {
  const channels = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const [red = 0, green = 0, blue = 0] = channels;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000000' : '#ffffff';
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

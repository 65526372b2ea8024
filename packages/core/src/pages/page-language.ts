import { houseLanguages, type HouseLanguage } from '../mails/mail-template.js';

/** The language of a page: the asked one, else the best the browser accepts (RFC 9110, 12.5.4), else the house's. */
export function pageLanguage(
  asked: string | undefined,
  accepted: string | undefined,
  house: HouseLanguage,
): HouseLanguage {
  const wanted = [asked ?? '', ...byWeight(accepted ?? '')].map(primaryOf);
  return houseLanguages.find((one) => one === wanted.find(isSpoken)) ?? house;
}

const primaryOf = (tag: string): string => tag.trim().toLowerCase().split('-')[0] ?? '';
const isSpoken = (language: string): boolean => houseLanguages.some((one) => one === language);

function byWeight(header: string): string[] {
  const ranges = header.slice(0, 500).split(',').map(rangeOf);
  return ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

function rangeOf(range: string): { tag: string; weight: number } {
  const [tag = '', quality] = range.split(';');
  const weight = quality === undefined ? 1 : Number(/^\s*q=([\d.]+)\s*$/.exec(quality)?.[1] ?? 0);
  return { tag, weight };
}

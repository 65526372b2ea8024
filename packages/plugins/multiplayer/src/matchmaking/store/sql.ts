/** Placeholders for a list of values, beginning with `$<from>`: `$3, $4, $5`. */
export const places = (count: number, from: number): string =>
  Array.from({ length: count }, (_, at) => `$${from + at}`).join(', ');

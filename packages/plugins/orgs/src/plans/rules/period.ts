/** The calendar month of a moment, UTC: `2026-01`. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/** The day of a moment, UTC: `2026-01-31`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Milliseconds of the month that a moment lies in. */
export function monthLength(at: Date): number {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return Date.UTC(year, month + 1) - Date.UTC(year, month);
}

/**
 * What an amount that adds up evenly will be at the end of the month. Of the first day it says nothing beyond what is
 * there: a few hours are no pace.
 */
export function forecast(used: number, at: Date): number {
  const passed = at.getTime() - Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const day = 86_400_000;
  return passed < day ? used : Math.round((used * monthLength(at)) / passed);
}

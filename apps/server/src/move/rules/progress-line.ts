const width = 24;
const mega = 1e6;

export interface Progress {
  /** Bytes that are done, and all there are. */
  readonly done: number;
  readonly total: number;
  /** Since it began. */
  readonly seconds: number;
}

/** `████████░░░░  33%  120.4 MB/s  2 min left`. */
export function progressLine({ done, total, seconds }: Progress): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const bar = '█'.repeat(Math.floor(share * width)).padEnd(width, '░');
  const rate = done / Math.max(seconds, 0.001);
  const left = rate === 0 ? '' : `  ${duration((total - Math.min(done, total)) / rate)} left`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)}%  ${(rate / mega).toFixed(1)} MB/s${left}`;
}

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** Pings that are remembered. */
const remembered = 8;

/**
 * How far the server's clock is ahead of ours, from pings: of the last few the quickest counts, because it had the least
 * time to be uneven (Cristian's algorithm). All times are milliseconds.
 */
export class ClockOffset {
  private readonly pings: { readonly roundTrip: number; readonly ahead: number }[] = [];

  add(sentAt: number, heardAt: number, serverAt: number): void {
    this.pings.push({ roundTrip: heardAt - sentAt, ahead: serverAt - (sentAt + heardAt) / 2 });
    if (this.pings.length > remembered) this.pings.shift();
  }

  /** `null` before the first ping. */
  get best(): { readonly roundTrip: number; readonly ahead: number } | null {
    return this.pings.reduce<{ readonly roundTrip: number; readonly ahead: number } | null>(
      (best, ping) => (best && best.roundTrip <= ping.roundTrip ? best : ping),
      null,
    );
  }
}

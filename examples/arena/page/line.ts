/** The WebSocket of the page, so that a button can cut it as a tunnel would. */
export class Line extends WebSocket {
  private static current: Line | undefined;

  constructor(url: string) {
    super(url);
    Line.current = this;
  }

  /** Cuts the connection without a word to the game: the client notices, and comes back by itself. */
  static cut(): void {
    Line.current?.close();
  }
}

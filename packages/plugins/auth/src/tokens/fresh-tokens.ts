/** So many are remembered; about half a kilobyte each. */
const mostRemembered = 20_000;

/**
 * Tokens this node has made and nobody has shown yet. Whoever shows one for the first time shows what we have signed,
 * which spares the costly part of verifying it. The oldest give way.
 */
export class FreshTokens {
  private readonly tokens = new Set<string>();

  constructor(private readonly most = mostRemembered) {}

  add(token: string): void {
    this.tokens.add(token);
    if (this.tokens.size <= this.most) return;
    const [oldest = ''] = this.tokens;
    this.tokens.delete(oldest);
  }

  /** Whether it was among them; from then on it is not. */
  take(token: string): boolean {
    return this.tokens.delete(token);
  }
}

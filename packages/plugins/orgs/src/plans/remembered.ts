/** Texts that were seen, the newest `most` of them at least. It forgets the older half at a time. */
export class Remembered {
  private young = new Set<string>();
  private old = new Set<string>();

  constructor(private readonly most: number) {}

  has(text: string): boolean {
    if (this.young.has(text)) return true;
    if (!this.old.has(text)) return false;
    this.add(text);
    return true;
  }

  add(text: string): void {
    this.young.add(text);
    if (this.young.size < this.most) return;
    this.old = this.young;
    this.young = new Set();
  }
}

/** Stored bytes are not what was stored: changed, swapped, cut off or gone. Never leaves the plugin. */
export class Damaged extends Error {
  constructor(how: string, cause?: unknown) {
    super(`A stored content ${how}.`, { cause });
    this.name = 'Damaged';
  }
}

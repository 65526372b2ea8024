// The package has no types of its own.
declare module 'unicode-confusables' {
  /** Replaces each code point by the prototype that confusables.txt of UTS 39 gives it. */
  export function rectifyConfusion(text: string): string;
}

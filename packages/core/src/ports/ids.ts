/** Makes ids. */
export abstract class Ids {
  /** A new UUIDv7 in lower case, greater than every earlier one of this process. */
  abstract next(): string;
}

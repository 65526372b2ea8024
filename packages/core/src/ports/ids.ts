/** Makes ids. */
export abstract class Ids {
  /** A new UUIDv7 in lower case, greater than every earlier one of this process and never that of another one. */
  abstract next(): string;
}

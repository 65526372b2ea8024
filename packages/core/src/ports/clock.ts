/** Tells the time. Tests freeze it. */
export abstract class Clock {
  /** The time of day, in a `Date` of the caller's own. */
  abstract now(): Date;
}

/** Tells the time. Tests freeze it. */
export abstract class Clock {
  abstract now(): Date;
}

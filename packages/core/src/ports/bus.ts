/** Ends a subscription or a worker. Ending twice is no error. */
export type Undo = () => Promise<void>;

/** Tells every node. At most once: who is not listening at the moment hears nothing. */
export abstract class Bus {
  /**
   * Sends the bytes to all listeners of the topic, the publisher's own included, in the order of each publisher.
   * Changing the bytes afterwards changes nothing that is heard.
   */
  abstract publish(topic: string, bytes: Uint8Array): Promise<void>;
  /** Listens until undone. A listener that throws harms no other; undoing removes only this one. */
  abstract subscribe(topic: string, listener: (bytes: Uint8Array) => void | Promise<void>): Promise<Undo>;
}

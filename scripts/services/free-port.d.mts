/** A port of this machine that nobody listens on at the moment. */
export declare function freePort(): Promise<number>;

/** A coturn of the tests, on this machine only. */
export interface PrivateCoturn {
  readonly port: number;
  readonly secret: string;
  readonly url: string;
  readonly pid: number;
  start(): Promise<void>;
  /** Ends it at once; it can be started again. */
  end(): Promise<void>;
  stop(): Promise<void>;
}

export function privateCoturn(options?: { readonly instead?: string }): Promise<PrivateCoturn>;

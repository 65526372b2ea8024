/** A server that runs as a process of its own. */
export interface Launched {
  readonly url: string;
  /** What it has said so far. */
  readonly said: { readonly stdout: string; readonly stderr: string };
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly pid: number;
  /** Milliseconds from the start of the process until `/ready` answered 200. */
  readonly readyMs: number;
  /** How many of them other programs had the processors that this one was waiting for. */
  readonly starvedMs: number;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Sends a signal, SIGTERM by default, and resolves when the process has ended. */
  readonly end: (name?: NodeJS.Signals) => Promise<{ code: number | null; signal: string | null }>;
}

export interface LaunchOptions {
  readonly dir: string;
  /** `0`, the default, is any free one; `null` gives none to the command. */
  readonly port?: string | null;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export declare const command: string;
export declare function bareEnv(more?: Readonly<Record<string, string>>): Record<string, string>;
export declare function launch(options: LaunchOptions): Promise<Launched>;

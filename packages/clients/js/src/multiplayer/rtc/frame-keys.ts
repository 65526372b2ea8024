import { frameCipher, type CipherOrder, type Way } from './frame-cipher.js';

interface EncodedStreams {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}
/** A sender or receiver, with the older way of Chromium to get at its frames. */
type Transformable = (RTCRtpSender | RTCRtpReceiver) & { createEncodedStreams?: () => EncodedStreams };

const hasScripts = (): boolean => typeof RTCRtpScriptTransform !== 'undefined';
const hasStreams = (): boolean =>
  typeof RTCRtpSender !== 'undefined' && 'createEncodedStreams' in RTCRtpSender.prototype;

/** What a connection must be made with, so that its frames can be encrypted. */
export const encryptable = (): RTCConfiguration =>
  hasScripts() ? {} : ({ encodedInsertableStreams: true } as RTCConfiguration);

/** Encrypts every frame that leaves and decrypts every frame that comes, in a worker that holds the keys. */
export class FrameKeys {
  private readonly guarded = new WeakSet<object>();

  private readonly used = new Set<string>();

  private constructor(private readonly worker: Worker) {
    worker.addEventListener('message', ({ data }: { readonly data: Way }) => this.used.add(nameOf(data)));
  }

  /** `null` where frames cannot be encrypted: in old browsers, and where `worker-src` of the CSP lacks `blob:`. */
  static open(): FrameKeys | null {
    if (!hasScripts() && !hasStreams()) return null;
    const url = URL.createObjectURL(
      new Blob([`(${frameCipher.toString()})(self)`], { type: 'text/javascript' }),
    );
    try {
      return new FrameKeys(new Worker(url));
    } catch {
      return null;
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /** Puts the cipher between a codec and the network, once. It must be done before the first frame. */
  guard(target: RTCRtpSender | RTCRtpReceiver, way: Way): void {
    if (this.guarded.has(target)) return;
    this.guarded.add(target);
    this.used.delete(nameOf(way));
    if (hasScripts()) {
      target.transform = new RTCRtpScriptTransform(this.worker, way);
      return;
    }
    const streams = (target as Transformable).createEncodedStreams?.();
    if (!streams) return;
    const { readable, writable } = streams;
    this.worker.postMessage({ op: 'pipe', ...way, readable, writable }, [
      readable,
      writable,
    ] as Transferable[]);
  }

  /** Whether a frame has come by this way since it was guarded last. */
  isUsed(way: Way): boolean {
    return this.used.has(nameOf(way));
  }

  order(order: Exclude<CipherOrder, { op: 'pipe' }>): void {
    this.worker.postMessage(order, []);
  }

  close(): void {
    this.worker.terminate();
  }
}

const nameOf = ({ side, player }: Way): string => `${side} ${player}`;

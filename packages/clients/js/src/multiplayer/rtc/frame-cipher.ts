/** What the worker is told. Keys are raw AES-256 keys. */
export type CipherOrder =
  | { readonly op: 'send'; readonly epoch: number; readonly key: Uint8Array }
  | { readonly op: 'receive'; readonly player: string; readonly epoch: number; readonly key: Uint8Array }
  | { readonly op: 'forget'; readonly player: string; readonly before: number }
  | { readonly op: 'silence' }
  | ({ readonly op: 'pipe' } & Way & Streams);

/** Which way frames go, and whose they are. */
export interface Way {
  readonly side: 'send' | 'receive';
  readonly player: string;
}

interface Streams {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

interface Frame {
  data: ArrayBuffer;
}

interface Scope {
  addEventListener(type: 'message', hear: (event: { readonly data: CipherOrder }) => void): void;
  addEventListener(type: 'rtctransform', hear: (event: { readonly transformer: Transformer }) => void): void;
  /** Told once for each way, with its first frame. */
  postMessage(first: Way, transfer: readonly never[]): void;
}

type Transformer = Streams & { readonly options: Way };

/**
 * Encrypts and decrypts encoded frames in a worker. Its source is sent there as text, so it must not name anything
 * outside of itself. A frame is: the first byte of the codec in clear, AES-GCM ciphertext with its tag, the epoch (4
 * bytes) and a counter (6 bytes), which are the nonce; what is in clear is authenticated. The counter is one for all
 * connections, since all of them send with one key. What cannot be encrypted or decrypted is dropped.
 */
export function frameCipher(scope: Scope): void {
  const [clear, tag, trailer] = [1, 16, 10];
  const theirs = new Map<string, Map<number, Promise<CryptoKey>>>();
  let mine: { readonly epoch: number; readonly key: Promise<CryptoKey> } | null = null;
  let counter = 0;

  const imported = (key: Uint8Array): Promise<CryptoKey> =>
    crypto.subtle.importKey('raw', key as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt']);

  const parameters = (head: Uint8Array, tail: Uint8Array) => {
    const [iv, additionalData] = [new Uint8Array(12), new Uint8Array(head.length + tail.length)];
    iv.set(tail, 2);
    additionalData.set(head);
    additionalData.set(tail, head.length);
    return { name: 'AES-GCM', iv, additionalData };
  };

  const joined = (...parts: Uint8Array[]): ArrayBuffer => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole.buffer;
  };

  const encrypt = async (frame: Frame): Promise<boolean> => {
    if (!mine) return false;
    const { epoch, key } = mine;
    const bytes = new Uint8Array(frame.data);
    const [head, tail] = [bytes.subarray(0, clear), new Uint8Array(trailer)];
    counter += 1;
    const view = new DataView(tail.buffer);
    view.setUint32(0, epoch);
    view.setUint16(4, Math.floor(counter / 2 ** 32));
    view.setUint32(6, counter % 2 ** 32);
    const sealed = await crypto.subtle.encrypt(parameters(head, tail), await key, bytes.subarray(clear));
    frame.data = joined(head, new Uint8Array(sealed), tail);
    return true;
  };

  const decrypt = async (frame: Frame, player: string): Promise<boolean> => {
    const bytes = new Uint8Array(frame.data);
    if (bytes.length < clear + tag + trailer) return false;
    const [head, tail] = [bytes.subarray(0, clear), bytes.subarray(-trailer)];
    const epoch = new DataView(tail.buffer, tail.byteOffset).getUint32(0);
    const key = theirs.get(player)?.get(epoch);
    if (!key) return false;
    const sealed = bytes.subarray(clear, -trailer);
    const opened = await crypto.subtle.decrypt(parameters(head, tail), await key, sealed);
    frame.data = joined(head, new Uint8Array(opened));
    return true;
  };

  const pipe = ({ side, player }: Way, { readable, writable }: Streams): void => {
    let isFirst = true;
    const transform = async (frame: Frame, out: TransformStreamDefaultController): Promise<void> => {
      if (isFirst) scope.postMessage({ side, player }, []);
      isFirst = false;
      const done = side === 'send' ? encrypt(frame) : decrypt(frame, player);
      if (await done.catch(() => false)) out.enqueue(frame);
    };
    readable
      .pipeThrough(new TransformStream({ transform }))
      .pipeTo(writable)
      .catch(() => undefined);
  };

  const receive = (player: string, epoch: number, key: Uint8Array): void => {
    const keys = theirs.get(player) ?? new Map<number, Promise<CryptoKey>>();
    theirs.set(player, keys.set(epoch, imported(key)));
  };

  const forget = (player: string, before: number): void => {
    const keys = theirs.get(player);
    for (const epoch of keys?.keys() ?? []) if (epoch < before) keys?.delete(epoch);
  };

  scope.addEventListener('message', ({ data: order }) => {
    if (order.op === 'send') mine = { epoch: order.epoch, key: imported(order.key) };
    if (order.op === 'receive') receive(order.player, order.epoch, order.key);
    if (order.op === 'forget') forget(order.player, order.before);
    if (order.op === 'silence') mine = null;
    if (order.op === 'pipe') pipe(order, order);
  });
  scope.addEventListener('rtctransform', ({ transformer }) => pipe(transformer.options, transformer));
}

/** Lets one listener hear a message: whether it throws at once or later, it harms no other. */
export function hearSafely(
  hear: (bytes: Uint8Array) => void | Promise<void>,
  bytes: Uint8Array,
  failed: (error: unknown) => void,
): void {
  try {
    const heard = hear(bytes);
    if (heard instanceof Promise) heard.catch(failed);
  } catch (error) {
    failed(error);
  }
}

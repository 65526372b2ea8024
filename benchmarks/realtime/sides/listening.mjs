/** Tells whoever started this side where it listens: one line of JSON on the standard output. */
export function listening(port) {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}

/** Where a Redis is, without who one is there and with which password: `host:port`. */
export function placeOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname || '127.0.0.1'}:${port || '6379'}`;
}

/** `host:port/database` of a URL: what may be shown of it. */
export function placeOf(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return 'the given URL';
  }
  const host = decodeURIComponent(parsed.hostname) || parsed.searchParams.get('host') || 'localhost';
  const user = decodeURIComponent(parsed.username);
  const database = decodeURIComponent(parsed.pathname.slice(1)) || user || 'postgres';
  return `${host}:${parsed.port || parsed.searchParams.get('port') || '5432'}/${database}`;
}

import { http, socket } from './defaults.mjs';
import { code, table } from './markdown.mjs';

/** What plugins let somebody do beyond their own things. */
export function permissionsSection(plugins) {
  const rows = plugins.flatMap(({ spec }) =>
    Object.entries(spec.permissions ?? {}).map(([name, meaning]) => [code(name), meaning]),
  );
  return [
    '## Permissions',
    'What the credential of a caller may carry besides; [who may do what](permissions.md) says which roles hold them.',
    table(['Permission', 'Meaning'], rows),
  ].join('\n\n');
}

/** Addresses that belong to no method; in an application with a global prefix, below it. */
export function addressesSection() {
  return [
    '## Other addresses',
    table(
      ['Address', 'Answers'],
      [
        ['`GET /live`', '200 while the process runs; asks nobody'],
        [
          '`GET /ready`',
          '200 when calls can be sent here, 503 when the database is away or the server drains',
        ],
        ['`GET /metrics`', '[metrics](metrics.md) for Prometheus'],
        ['`GET /.well-known/jwks.json`', 'the public keys that verify access tokens (RFC 7517)'],
        [code(`POST /${http.prefix}/rpc`), 'JSON-RPC 2.0, one call or a batch of up to 20'],
        [code(socket.path), 'the [socket](socket.md)'],
      ],
    ),
  ].join('\n\n');
}

import { configSection, secret } from '@aethex/core';

/** What closes the keys that lie in the database: read before the plan is made, because an adapter is chosen by it. */
export class KeysConfig extends configSection('keys', {
  secret: secret()
    .optional()
    .describe(
      'Keeps the keys in the database, closed by this; the same on every node. In the environment only.',
    ),
  previousSecret: secret().optional().describe('The secret until now, while it is being changed.'),
}) {}

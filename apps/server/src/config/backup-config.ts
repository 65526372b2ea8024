import { configSection, secret } from '@aethex/core';

/** How `aethex backup` and `aethex restore` encrypt. */
export class BackupConfig extends configSection('backup', {
  passphrase: secret().optional().describe('Passphrase of encrypted archives. Better in the environment.'),
}) {}

const settings = [
  'auth.registrationsPerAddress=100',
  'limits.callsPerMinute=0',
  'saves.history=3',
  'saves.daily=0',
];

/** Arguments of a server on which a load meets no limit, and which forgets old revisions soon. */
export const args = settings.flatMap((setting) => ['--set', setting]);

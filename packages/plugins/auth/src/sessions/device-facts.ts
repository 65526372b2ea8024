import type { auth, In } from '@aethex/protocol';

/** What a device says of itself; shown and never trusted. */
export type DeviceFacts = NonNullable<In<typeof auth, 'login'>['device']>;

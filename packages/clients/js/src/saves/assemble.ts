import type { SessionKeeper } from '../auth/session-keeper.js';
import type { Mode } from '../contract-types.js';
import type { Caller } from '../http/caller.js';
import type { Settings } from '../options.js';
import type { Locks } from '../storage/locks.js';
import { AutoSync } from './auto-sync.js';
import { CloudSaves } from './cloud-saves.js';
import { Conflicts } from './conflicts.js';
import { Origins } from './origins.js';
import { Outbox } from './outbox.js';
import { Sender } from './sender.js';
import { SlotWriter } from './slot-writer.js';

interface Needs {
  readonly settings: Settings;
  readonly caller: Caller;
  readonly session: SessionKeeper;
  readonly locks: Locks;
  readonly mode: Mode;
}

/** Puts the parts of the saves together. */
export function assembleSaves({ settings, caller, session, locks, mode }: Needs): {
  saves: CloudSaves;
  autoSync: AutoSync;
} {
  const outbox = new Outbox(settings);
  const sender = new Sender(settings, caller, outbox, locks);
  const origins = new Origins(outbox);
  const conflictBook = new Conflicts(caller, session, origins, mode);
  const shared = { settings, session, outbox, sender, origins, conflictBook };
  const autoSync = new AutoSync(shared);
  const writer = new SlotWriter({ ...shared, waits: autoSync.waits });
  return { saves: new CloudSaves({ ...shared, caller, writer, autoSync }), autoSync };
}

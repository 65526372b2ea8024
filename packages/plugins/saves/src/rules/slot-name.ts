const form = /^[\w.-]{1,50}$/;
/** Words that stand where a save's name stands in the routes. */
const routeWords = new Set(['batch', 'conflicts', 'history']);
/** Names of devices on Windows, where a copy of the save could never become a file. */
const devices = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Why a text cannot be the name of a slot, or `null` when it can. */
export function wrongWithSlotName(name: string): string | null {
  if (!form.test(name)) return 'must have 1 to 50 letters, digits, "_", "-" or "."';
  if (/^\.+$/.test(name)) return 'must not be made of dots alone';
  if (routeWords.has(name.toLowerCase())) return 'is a reserved word';
  if (devices.test(name)) return 'is the name of a device on Windows';
  return isSaveId(name) ? 'must not look like the id of a save' : null;
}

/** Whether a reference to a save is its id; everything else is the name of a slot. */
export const isSaveId = (ref: string): boolean => id.test(ref);

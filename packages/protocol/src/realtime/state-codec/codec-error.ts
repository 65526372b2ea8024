import { AethexError } from '../../errors/aethex-error.js';

/** Bytes that no encoder wrote. */
export const damaged = (what: string): AethexError =>
  new AethexError('invalid', 'state.damaged', `The packed state is damaged: ${what}. Ask for a resync.`);

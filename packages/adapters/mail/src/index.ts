export type { SmtpOptions } from './options.js';
export { smtp } from './smtp.js';

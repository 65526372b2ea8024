import { z } from 'zod';

const Hostname = z
  .string()
  .regex(/^[a-z0-9.-]{1,253}$/, 'must be a host name in lower case, without a scheme or a port');

export const common = {
  /** The secret key of the widget. */
  secret: z.string().min(1),
  /** The hosts the widget may be solved on: those of your pages, without ports. */
  hostnames: z.array(Hostname).min(1),
  /** Where solutions are checked. For tests and proxies. */
  verifyUrl: z.url({ protocol: /^https?$/ }),
};

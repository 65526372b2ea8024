const name = 'aethex_oauth';
const value = /^aob_[A-Za-z0-9_-]{43}$/;
/** As long as a sign-in may take. */
const seconds = 600;

/**
 * Binds a sign-in to the browser that begins it. Under https its name begins with `__Host-`, so that no neighbouring
 * site can have set it (RFC 6265bis, 4.1.3.2).
 */
export function bindingCookie(secret: string, callback: string): string {
  const isSecure = callback.startsWith('https:');
  const called = isSecure ? `__Host-${name}` : name;
  const secure = isSecure ? '; Secure' : '';
  return `${called}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The secret in the `Cookie` header of a request; the one nobody else can set comes first. */
export function cookieFrom(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  const found = (called: string): string | undefined =>
    pairs.find(([key, secret]) => key === called && value.test(secret ?? ''))?.[1];
  return found(`__Host-${name}`) ?? found(name);
}

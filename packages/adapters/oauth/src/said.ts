/** A text a provider told, cut to what we keep; `null` when it is none. */
export const saidText = (value: unknown, most = 64): string | null => {
  const text = typeof value === 'string' ? value.replace(/\p{C}/gu, '').trim() : '';
  return text === '' ? null : [...text].slice(0, most).join('');
};

/** An email as told: short enough to be one. */
export const saidEmail = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= 254 && value.includes('@') ? value : null;

/** An https address of at most 500 characters. */
export const saidPicture = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= 500 && /^https:\/\/[^\s\p{C}]+$/u.test(value) ? value : null;

/** Some providers spell it as a word. */
export const saidTrue = (value: unknown): boolean => value === true || value === 'true';

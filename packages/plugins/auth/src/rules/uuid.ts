const pattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be the id of a row of ours. Postgres fails on a key that cannot. */
export const isUuid = (text: string): boolean => pattern.test(text);

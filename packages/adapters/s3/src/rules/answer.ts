import type { BlobInfo } from '@aethex/core';

/** What an answer with bytes, or about them, says of itself. */
export interface Answer {
  readonly ETag?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly ContentRange?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

/** The name under which a blob's type is kept beside its bytes: servers make a Content-Type of their own of none. */
const typeMark = 'aethex-type';
/** What servers call bytes that came without a type. */
const untyped = ['binary/octet-stream', 'application/octet-stream', 'application/x-www-form-urlencoded'];

/** What is sent with the bytes so that their type comes back as it was given. */
export const writeType = (type: string | undefined) =>
  type === undefined ? {} : { ContentType: type, Metadata: { [typeMark]: encodeURIComponent(type) } };

/** The type as it was given, or as a client sent it who used a link. */
export function readType({ ContentType, Metadata }: Answer): string | null {
  const kept = Metadata?.[typeMark];
  if (kept !== undefined) return decoded(kept);
  return ContentType === undefined || untyped.includes(ContentType) ? null : ContentType;
}

/** What an answer says of a blob. One that S3 would not give, as of a proxy with a page of its own, is refused. */
export function readInfo(key: string, answer: Answer): BlobInfo {
  const { ETag, LastModified, ContentLength, ContentRange } = answer;
  const size = ContentRange === undefined ? ContentLength : Number(/\/(\d+)$/.exec(ContentRange)?.[1]);
  if (!ETag || !isTime(LastModified) || size === undefined || !Number.isSafeInteger(size))
    throw strange('lacks the ETag, time or length of a blob');
  return { key, size, type: readType(answer), modifiedAt: LastModified };
}

/** An answer that no S3 server gives. */
export const strange = (what: string): Error => new TypeError(`The answer ${what}`);

const isTime = (time: Date | undefined): time is Date => time !== undefined && !Number.isNaN(time.getTime());

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a key could begin like this; S3 fails on some prefixes that no key has. */
export const couldBegin = (prefix: string): boolean => /^[A-Za-z0-9._/-]{0,512}$/.test(prefix);

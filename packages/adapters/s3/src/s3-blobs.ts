import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  BlobStore,
  checkBlobKey,
  checkBlobType,
  checkRange,
  cutRange,
  isBlobKey,
  type BlobInfo,
  type ByteRange,
} from '@aethex/core';
import { inOrder } from './in-order.js';
import { inTime } from './in-time.js';
import { couldBegin, readInfo, strange } from './rules/answer.js';
import { isAbsent, isBehindEnd, storeError } from './s3-errors.js';
import type { S3Place } from './s3-place.js';
import { upload } from './upload.js';
import { wholeBody } from './whole-body.js';

/** Seconds that a signature can hold at most. */
const longestLink = 7 * 24 * 60 * 60;
/** Blobs looked at together while they are listed: a list of S3 does not tell their types. */
const looksAtATime = 32;

/** Blobs in a bucket. An object takes its place in one step, and every node sees it from then on. */
export class S3Blobs extends BlobStore {
  constructor(readonly place: S3Place) {
    super();
  }

  async put(key: string, body: Uint8Array | Readable, about: { type?: string } = {}): Promise<BlobInfo> {
    try {
      checkBlobKey(key);
      checkBlobType(about.type);
      const { size, etag } = await upload(this.place, key, body, about.type);
      const seen = await this.look(key);
      // Another writer may have been there since; its time is as good as ours then, its size is not.
      if (seen?.etag === etag && seen.info.size !== size)
        throw strange('tells of another size than was stored');
      return { key, size, type: about.type ?? null, modifiedAt: seen?.info.modifiedAt ?? new Date() };
    } catch (error) {
      if (body instanceof Readable) body.destroy();
      throw this.failure(error);
    }
  }

  async get(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null> {
    checkBlobKey(key);
    checkRange(range);
    try {
      return await this.read(key, range);
    } catch (error) {
      if (isAbsent(error)) return null;
      if (!range || !isBehindEnd(error)) throw this.failure(error);
      const info = await this.stat(key);
      return info && { info, body: Readable.from([]) };
    }
  }

  async stat(key: string): Promise<BlobInfo | null> {
    checkBlobKey(key);
    try {
      return (await this.look(key))?.info ?? null;
    } catch (error) {
      throw this.failure(error);
    }
  }

  async delete(key: string): Promise<void> {
    checkBlobKey(key);
    try {
      await this.ask((signal) =>
        this.place.client.send(new DeleteObjectCommand(this.at(key)), { abortSignal: signal }),
      );
    } catch (error) {
      if (!isAbsent(error)) throw this.failure(error);
    }
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    if (!couldBegin(prefix)) return;
    for await (const info of inOrder(this.keys(prefix), looksAtATime, (key) => this.stat(key)))
      if (info) yield info;
  }

  /**
   * A signed URL. One for PUT with `maxBytes` takes exactly so many bytes: S3 can bind the length of an upload to a
   * signature, but no limit.
   */
  async link(
    key: string,
    want: { verb: 'GET' | 'PUT'; seconds: number; maxBytes?: number },
  ): Promise<string | null> {
    checkBlobKey(key);
    const expiresIn = Math.floor(want.seconds);
    if (!(expiresIn >= 1 && expiresIn <= longestLink)) return null;
    const { signer } = this.place;
    try {
      if (want.verb === 'GET')
        return await getSignedUrl(signer, new GetObjectCommand(this.at(key)), { expiresIn });
      // A length that is given is signed with the rest.
      const length = want.maxBytes === undefined ? {} : { ContentLength: want.maxBytes };
      return await getSignedUrl(signer, new PutObjectCommand({ ...this.at(key), ...length }), { expiresIn });
    } catch (error) {
      throw this.failure(error);
    }
  }

  private async read(key: string, range: ByteRange | undefined): Promise<{ info: BlobInfo; body: Readable }> {
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
    const answer = await this.ask((signal) =>
      this.place.client.send(new GetObjectCommand({ ...this.at(key), Range }), { abortSignal: signal }),
    );
    const source = answer.Body as Readable | undefined;
    try {
      const info = readInfo(key, answer);
      const { start, stop } = cutRange(range, info.size);
      if (!source || answer.ContentLength !== stop - start)
        throw strange('has other bytes than were asked for');
      return { info, body: wholeBody(source, stop - start, (error) => this.failure(error)) };
    } catch (error) {
      source?.destroy();
      throw error;
    }
  }

  private async look(key: string): Promise<{ info: BlobInfo; etag: string | undefined } | null> {
    try {
      const answer = await this.ask((signal) =>
        this.place.client.send(new HeadObjectCommand(this.at(key)), { abortSignal: signal }),
      );
      return { info: readInfo(key, answer), etag: answer.ETag };
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  private async *keys(prefix: string): AsyncIterable<string> {
    const before = this.place.settings.prefix.length;
    for await (const { Contents = [] } of this.pages(prefix)) {
      for (const { Key = '' } of Contents) {
        const key = decodeURIComponent(Key).slice(before);
        if (isBlobKey(key)) yield key;
      }
    }
  }

  private async *pages(begin: string): AsyncIterable<ListObjectsV2CommandOutput> {
    const { bucket, prefix, pageSize } = this.place.settings;
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix + begin,
        MaxKeys: pageSize,
        EncodingType: 'url',
        ContinuationToken: token,
      });
      const page = await this.ask((signal) => this.place.client.send(command, { abortSignal: signal })).catch(
        (error: unknown) => {
          throw this.failure(error);
        },
      );
      if (typeof page.IsTruncated !== 'boolean') throw this.failure(strange('is no list'));
      yield page;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token);
  }

  private ask<T>(send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return inTime(this.place.settings.answerSeconds * 1000, send);
  }

  private at(key: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.place.settings;
    return { Bucket: bucket, Key: prefix + key };
  }

  private failure(error: unknown): unknown {
    return storeError(error, this.place.settings, this.place.log);
  }
}

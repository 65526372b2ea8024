import { saves, type In, type RawJson } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Labels } from '../entities/kept-content.js';
import { bytesOfData, defaultType, type Encoding } from '../rules/encoding.js';
import { SavesConfig } from '../saves.config.js';
import { sha256 } from '../vault/digest.js';
import type { Content } from '../vault/vault.js';

type PutInput = In<typeof saves, 'put'>;
type WrittenFields = Pick<
  PutInput,
  'version' | 'engine_version' | 'device' | 'client_timestamp' | 'metadata' | 'checksum' | 'content_type'
>;

/** Receives what players send: size, encoding and checksum are checked before anything is stored. */
@Injectable()
export class Intake {
  constructor(private readonly config: SavesConfig) {}

  /** The bytes of a JSON body's `data`. Fails with `saves.encoding_invalid`. */
  bytesOf(data: RawJson, encoding: Encoding): Buffer {
    const bytes = bytesOfData(data, encoding);
    if (bytes) return bytes;
    const reason = 'must be a string of padded base64';
    throw saves.error('put', 'encoding_invalid', { field: 'data', reason });
  }

  /** Bytes as a content. Fails with `saves.too_large` and `saves.checksum`. */
  async content(bytes: Uint8Array, encoding: Encoding, fields: WrittenFields): Promise<Content> {
    const { maxBytes } = this.config;
    if (bytes.length > maxBytes)
      throw saves.error('put', 'too_large', { size_bytes: bytes.length, max_bytes: maxBytes });
    const checksum = await sha256(bytes);
    if (fields.checksum !== undefined && fields.checksum !== checksum)
      throw saves.error('put', 'checksum', { expected: fields.checksum, actual: checksum });
    const contentType = fields.content_type ?? defaultType(encoding);
    return { bytes, encoding, contentType, checksum, labels: labelsOf(fields) };
  }
}

function labelsOf(fields: WrittenFields): Labels {
  const { version, engine_version, device, client_timestamp, metadata } = fields;
  return {
    ...(version !== undefined && { version }),
    ...(engine_version !== undefined && { engine_version }),
    ...(device !== undefined && { device }),
    ...(client_timestamp !== undefined && { client_timestamp }),
    ...(metadata !== undefined && { metadata }),
  };
}

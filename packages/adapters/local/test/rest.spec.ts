import { describe, expect, it } from '@jest/globals';
import { BlobStore, Bus, Cache, Clock, Database, Ids, Jobs, KeyRing, Mailer, Relay } from '@aethex/core';
import { local } from '../src/index.js';

describe('local.rest', () => {
  it('fills every port that nobody else fills', () => {
    const ports = [Database, BlobStore, Cache, Bus, Relay, Jobs, Mailer, KeyRing, Clock, Ids];
    const all = local.rest({ dir: '/srv/game' });
    expect(all.map(({ port }) => port.name).toSorted()).toEqual(ports.map(({ name }) => name).toSorted());
    expect(all.every(({ fallback }) => fallback)).toBe(true);
  });

  it('keeps everything in one folder', () => {
    const places = local.rest({ dir: '/srv/game' }).flatMap(({ about }) => Object.values(about ?? {}));
    const paths = places.filter((place) => typeof place === 'string' && place.startsWith('/'));
    expect(paths).toEqual(['aethex.db', 'blobs', 'mail', 'keys'].map((name) => `/srv/game/${name}`));
  });

  it('creates nothing by itself', () =>
    expect(() => local.rest({ dir: '/nonexistent/of/nobody' })).not.toThrow());

  it('refuses options that it does not know', () => {
    expect(() => local.rest({ folder: 'x' } as never)).toThrow(/folder/);
  });
});

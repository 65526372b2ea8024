import { describe, expect, it } from '@jest/globals';
import { placeOf } from './place.js';

describe('what may be shown of a URL', () => {
  it.each([
    ['postgres://anna:secret@db.example:6000/game?sslmode=require', 'db.example:6000/game'],
    ['postgresql://anna:secret@db.example', 'db.example:5432/anna'],
    ['postgres://anna:secret@%2Fvar%2Frun%2Fpostgresql/game', '/var/run/postgresql:5432/game'],
    ['postgres:///game?host=/tmp&port=6001', '/tmp:6001/game'],
    ['postgres://anna:sec ret@db:port/game', 'the given URL'],
  ])('of %s is %s', (url, place) => {
    expect(placeOf(url)).toBe(place);
  });
});

import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export interface Forger {
  /** The server's own key, so that only what is forged can be at fault. */
  readonly own: { readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** The claims of a token that is good. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The token itself. */
  readonly token: string;
  /** A session of the same player that has ended, and the id of another player. */
  readonly endedSession: string;
  readonly otherPlayer: string;
}

type Signer = (data: Buffer) => Buffer;

const encode = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const join = (header: unknown, payload: unknown, signer: Signer): string => {
  const data = `${encode(header)}.${encode(payload)}`;
  return `${data}.${signer(Buffer.from(data)).toString('base64url')}`;
};
const ed25519 =
  (key: KeyObject): Signer =>
  (data) =>
    sign(null, data, key);
const hs256 =
  (key: string | Buffer): Signer =>
  (data) =>
    createHmac('sha256', key).update(data).digest();
const nothing: Signer = () => Buffer.alloc(0);

/** The order of the group that Ed25519 signs in. */
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

const backwards = (bytes: Buffer): Buffer => Buffer.from([...bytes].toReversed());

/** A signature for the same message with another S, which a careless verifier takes as well. */
function malleated(signature: Buffer): Buffer {
  const s = BigInt(`0x${backwards(signature.subarray(32)).toString('hex')}`);
  const hex = (s + order).toString(16).padStart(64, '0');
  return Buffer.concat([signature.subarray(0, 32), backwards(Buffer.from(hex, 'hex'))]);
}

/** Tokens that must open nothing, by what is wrong with them. */
export function forgeries({ own, claims, token, endedSession, otherPlayer }: Forger): [string, string][] {
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: own.id };
  const byOwn = ed25519(own.privateKey);
  const withHeader = (more: object, signer: Signer = byOwn): string =>
    join({ ...header, ...more }, claims, signer);
  const withClaims = (more: object): string => join(header, { ...claims, ...more }, byOwn);
  const text = JSON.stringify(claims);
  const raw = (payload: string): string => join(header, payload, byOwn);
  const foreign = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwk = own.publicKey.export({ format: 'jwk' });
  const pem = own.publicKey.export({ format: 'pem', type: 'spki' });
  const now = claims['iat'] as number;
  const [head = '', body = '', signature = ''] = token.split('.');
  const without = (claim: string): string => raw(JSON.stringify({ ...claims, [claim]: undefined }));
  return [
    ['no algorithm', withHeader({ alg: 'none' }, nothing)],
    ['no algorithm, with a signature', withHeader({ alg: 'none' })],
    ['no algorithm, spelt otherwise', withHeader({ alg: 'nOnE' }, nothing)],
    ['HS256 with the public key as PEM', withHeader({ alg: 'HS256' }, hs256(pem.toString()))],
    [
      'HS256 with the public key as bytes',
      withHeader({ alg: 'HS256' }, hs256(Buffer.from(jwk.x ?? '', 'base64url'))),
    ],
    ['HS256 with an empty key', withHeader({ alg: 'HS256' }, hs256(''))],
    ['EdDSA in name, HS256 in truth', withHeader({}, hs256(pem.toString()))],
    ['RS256', withHeader({ alg: 'RS256' }, (data) => sign('sha256', data, rsa))],
    [
      'ES256',
      withHeader({ alg: 'ES256' }, (data) => sign('sha256', data, { key: ec, dsaEncoding: 'ieee-p1363' })),
    ],
    ['another name of the algorithm', withHeader({ alg: 'Ed25519' })],
    ['another key under our key’s id', withHeader({}, ed25519(foreign.privateKey))],
    ['another key under an id of its own', withHeader({ kid: 'mine' }, ed25519(foreign.privateKey))],
    ['a path as key id', withHeader({ kid: '../../../../dev/null' })],
    ['SQL as key id', withHeader({ kid: `${own.id}' OR '1'='1` })],
    ['an object as key id', withHeader({ kid: { id: own.id } })],
    ['no key id', withHeader({ kid: undefined })],
    ['jku', withHeader({ jku: 'https://evil.example/jwks.json' }, ed25519(foreign.privateKey))],
    ['jku beside our signature', withHeader({ jku: 'https://evil.example/jwks.json' })],
    ['x5u', withHeader({ x5u: 'https://evil.example/cert.pem' })],
    [
      'a key of its own',
      withHeader({ jwk: foreign.publicKey.export({ format: 'jwk' }) }, ed25519(foreign.privateKey)),
    ],
    ['crit', withHeader({ crit: ['exp'] })],
    ['b64 false', withHeader({ b64: false, crit: ['b64'] })],
    ['typ JWT', withHeader({ typ: 'JWT' })],
    ['typ id_token', withHeader({ typ: 'id_token+jwt' })],
    ['no typ', withHeader({ typ: undefined })],
    [
      'a header that names its algorithm twice',
      join(`{"alg":"none",${JSON.stringify(header).slice(1)}`, claims, byOwn),
    ],
    ['another issuer', withClaims({ iss: 'https://evil.example' })],
    ['another audience', withClaims({ aud: 'somebody' })],
    ['a list of audiences', withClaims({ aud: ['aethex', 'somebody'] })],
    ['another game', withClaims({ gid: 'another' })],
    ['another player', withClaims({ sub: otherPlayer })],
    ['a session that has ended', withClaims({ sid: endedSession })],
    ['a session that never was', withClaims({ sid: '01890a5d-ac96-774b-bcce-b302099a8057' })],
    ['a session that cannot be', withClaims({ sid: "' OR 1=1 --" })],
    ['exp as text', withClaims({ exp: String(claims['exp']) })],
    ['exp with a fraction', withClaims({ exp: now + 500.5 })],
    ['exp without an end', raw(text.replace(/"exp":\d+/, '"exp":1e400'))],
    ['exp as null', withClaims({ exp: null })],
    ['no exp', without('exp')],
    ['exp in the past', withClaims({ exp: now - 1 })],
    ['exp at this moment', withClaims({ exp: now })],
    ['nbf in the future', withClaims({ nbf: now + 61 })],
    ['iat in the future', withClaims({ iat: now + 61 })],
    ['no iat', without('iat')],
    ['no nbf', without('nbf')],
    ['no jti', without('jti')],
    ['no sid', without('sid')],
    ['a claim named twice', raw(`{"sub":"${otherPlayer}",${text.slice(1)}`)],
    ['white space in its claims', raw(JSON.stringify(claims, null, 1))],
    ['claims that are no object', raw('"sub"')],
    ['claims that are no JSON', raw('sub')],
    ['claims that are no text', `${head}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`],
    [
      'changed claims under the old signature',
      `${head}.${encode({ ...claims, sub: otherPlayer })}.${signature}`,
    ],
    ['no signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['four parts', `${token}.${signature}`],
    ['five parts', `${head}..${body}.${signature}.${signature}`],
    ['a byte behind it', `${token}A`],
    ['padding behind it', `${token}==`],
    ['the other spelling of its signature', token.slice(0, -1) + strayed(token.slice(-1))],
    [
      'a signature with another S',
      `${head}.${body}.${malleated(Buffer.from(signature, 'base64url')).toString('base64url')}`,
    ],
    ['a megabyte of claims', raw(JSON.stringify({ ...claims, x: 'x'.repeat(3000) }))],
    ['nothing in it', '..'],
    ['no form at all', 'art_token'],
  ];
}

/** The last character of 64 bytes carries two bits that mean nothing. */
function strayed(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(last) ^ 1] ?? 'A';
}

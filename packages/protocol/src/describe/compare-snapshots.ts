import { compareFields, type BreakingChange } from './compare-types.js';
import type { ApiSnapshot, ErrorSnapshot, MethodSnapshot, RestSnapshot } from './snapshot.js';

/** What clients written for the one snapshot would miss in the other; empty when they all go on working. */
export function compareSnapshots(before: ApiSnapshot, after: ApiSnapshot): BreakingChange[] {
  return [
    ...compareEach(before.methods, after.methods, (id) => id, compareMethods),
    ...compareEach(
      before.events,
      after.events,
      (id) => id,
      (was, is, id) => [
        ...changed(`${id}.to`, was.to, is.to),
        ...compareFields(was.data, is.data, 'output', `${id}.data`),
      ],
    ),
    ...compareEach(before.houseErrors, after.houseErrors, (code) => `error:${code}`, compareErrors),
    ...compareEach(
      before.clientFrames,
      after.clientFrames,
      (name) => `frame:client.${name}`,
      (was, is, id) => compareFields(was, is, 'input', id),
    ),
    ...compareEach(
      before.serverFrames,
      after.serverFrames,
      (name) => `frame:server.${name}`,
      (was, is, id) => compareFields(was, is, 'output', id),
    ),
    ...compareEach(
      before.closeCodes,
      after.closeCodes,
      (reason) => `close:${reason}`,
      (was, is, id) => changed(id, was, is),
    ),
  ];
}

function compareMethods(was: MethodSnapshot, is: MethodSnapshot, id: string): BreakingChange[] {
  return [
    ...(is.who === 'anyone' ? [] : changed(`${id}.who`, was.who, is.who)),
    ...(is.needs === undefined ? [] : changed(`${id}.needs`, was.needs, is.needs)),
    ...(was.once ? changed(`${id}.once`, true, is.once) : []),
    ...(was.rest ? compareRest(was.rest, is.rest, `${id}.rest`) : []),
    ...compareFields(was.input, is.input, 'input', `${id}.input`),
    ...compareFields(was.output, is.output, 'output', `${id}.output`),
    ...compareEach(was.errors, is.errors, (name) => `${id}.errors.${name}`, compareErrors),
  ];
}

function compareRest(was: RestSnapshot, is: RestSnapshot | undefined, id: string): BreakingChange[] {
  const shapes = (is?.routes ?? []).map(shapeOf);
  const routes = was.routes.filter((route) => !shapes.includes(shapeOf(route)));
  const lost = routes.map((route) => ({ id: `${id}.${route}`, what: 'was removed' }));
  if (!is) return lost;
  const statuses = is.statuses.filter((status) => !was.statuses.includes(status));
  return [
    ...lost,
    ...statuses.map((status) => ({ id: `${id}.${status}`, what: 'is a status clients do not expect' })),
    ...compareEach(
      was.headers ?? {},
      is.headers ?? {},
      (name) => `${id}.${name}`,
      (a, b, at) => changed(at, a, b),
    ),
    ...(was.etag === undefined ? [] : changed(`${id}.etag`, was.etag, is.etag)),
    ...changed(`${id}.rawInput`, was.rawInput, is.rawInput),
    ...changed(`${id}.rawOutput`, was.rawOutput, is.rawOutput),
  ];
}

/** Callers do not see the names of path parameters. */
const shapeOf = (route: string): string => route.replace(/:\w+/g, ':');

const compareErrors = (was: ErrorSnapshot, is: ErrorSnapshot, id: string): BreakingChange[] => [
  ...changed(`${id}.status`, was.status, is.status),
  ...changed(`${id}.rpc`, was.rpc, is.rpc),
  ...(was.data ? compareFields(was.data, is.data ?? {}, 'output', `${id}.data`) : []),
];

function compareEach<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  idOf: (key: string) => string,
  compare: (was: T, is: T, id: string) => BreakingChange[],
): BreakingChange[] {
  return Object.entries(before).flatMap(([key, was]) => {
    const is = after[key];
    return is === undefined ? [{ id: idOf(key), what: 'was removed' }] : compare(was, is, idOf(key));
  });
}

function changed<T>(id: string, was: T, is: T): BreakingChange[] {
  return was === is
    ? []
    : [{ id, what: `was ${String(was ?? 'nothing')} and is ${String(is ?? 'nothing')}` }];
}

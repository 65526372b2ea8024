import { declaredErrors, fieldsOf, methodFacts, successes, toJsonSchema } from '@aethex/protocol';
import { defaultPlugins } from '@aethex/server';
import { addressesSection, permissionsSection } from './beside.mjs';
import { http } from './defaults.mjs';
import { curl, rpcAnswer, rpcCall } from './examples.mjs';
import { fieldsTable, shapeLink, shapeOf } from './fields.mjs';
import { code, page, sentence, table } from './markdown.mjs';

/** One section per method: what it does, who may call it, how, with what, and what may go wrong. */
export function methodsPage(contracts) {
  const methods = methodFacts(contracts);
  return page(
    '# Methods',
    `Every method answers on three wires, with the same checks and the same errors: **REST** under \`/${http.prefix}\` (also under \`/${http.alias}\`), **JSON-RPC 2.0** on \`POST /${http.prefix}/rpc\`, and JSON-RPC frames on the [socket](socket.md). REST answers with the result itself; JSON-RPC answers \`{"success": true, "data": …}\`. An input field a method does not name is refused.`,
    'Under **Example** stand the REST call, where `$TOKEN` is an access token, the JSON-RPC call, and the answer to it; REST answers what stands in `data`.',
    `Sign in with \`Authorization: Bearer <token>\`. What may go wrong with any method is in [errors](errors.md#any-method). Machines read [openapi.json](openapi.json) and [openrpc.json](openrpc.json).`,
    ...contracts.map(({ id }) => overview(id, methods)),
    ...contracts.flatMap(({ id }) => [
      `## ${id}`,
      ...methods.filter(({ contract }) => contract === id).map((method) => section(method)),
    ]),
    shapesSection(methods),
    permissionsSection(defaultPlugins()),
    addressesSection(),
  );
}

function overview(contract, methods) {
  const rows = methods
    .filter((method) => method.contract === contract)
    .map(({ id, spec, routes }) => [
      `[${id}](#${anchor(id)})`,
      spec.summary,
      routes[0] ? code(routes[0].route) : '',
    ]);
  return table([contract, 'What it does', 'REST'], rows);
}

const anchor = (id) => id.toLowerCase().replace(/[^a-z0-9-]/g, '');

function section(method) {
  const { id, spec } = method;
  const input = fieldsTable(fieldsOf(spec.input, 'input'), placeIn(method.routes[0]));
  return [
    `### ${id}`,
    spec.summary,
    spec.notes ?? '',
    facts(method).join('\n'),
    input === '' ? '**Input**: none.' : `**Input**\n\n${input}`,
    `**Output**${outputOf(spec.output)}`,
    errors(method),
    example(method),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const callers = {
  anyone: 'anyone',
  signed_in: 'whoever is signed in: a player, a server of the studio, an administrator',
  player: 'a signed-in player',
  server: 'a server of the studio',
  admin: 'an administrator',
};

function facts(method) {
  const { spec, routes, id } = method;
  const statuses = successes(method).map(({ status }) => status);
  const rest = routes.map(({ verb, path }) => code(`${verb} /${http.prefix}${path}`)).join(' or ');
  return [
    `- Who: ${callers[spec.who]}${spec.needs ? ` with the permission ${code(spec.needs)}` : ''}`,
    ...(routes.length > 0 ? [`- REST: ${rest}, answers ${statusWords(statuses, method)}`] : []),
    `- JSON-RPC and socket: ${code(id)}`,
    ...(spec.limit
      ? [`- Limit: ${spec.limit.times} calls in ${spec.limit.seconds} seconds ${per(spec.limit.per)}`]
      : []),
    ...(spec.once
      ? ['- Once: a repeated `Idempotency-Key` (JSON-RPC: `idempotency_key`) returns the first answer']
      : []),
    ...etagFact(method),
  ];
}

function statusWords(statuses, { http: rest }) {
  return statuses
    .map((status) =>
      status === 201 && rest?.createdWhen ? `201 when ${code(rest.createdWhen)}` : String(status),
    )
    .join(', ');
}

const per = (whom) =>
  whom === 'player' ? 'of one player' : whom === 'address' ? 'from one address' : 'of everyone together';

function etagFact({ http: rest }) {
  return rest?.etag ? [`- \`ETag\`: ${code(rest.etag)}, in quotes`] : [];
}

/** Where a field travels on the method's first route. */
function placeIn(route) {
  if (!route) return () => '';
  return (path) => {
    const field = path.split(/[.[]/)[0];
    if (field !== path) return '';
    const headers = route.inHeaders
      .filter(([, name]) => name === field)
      .map(([header]) => code(titled(header)));
    const place = route.inPath.includes(field)
      ? 'path'
      : field === route.rawBody
        ? 'the body'
        : route.inQuery.includes(field)
          ? 'query'
          : 'body';
    return [place, ...headers].join(' or ');
  };
}

/** `if-match` as `If-Match` */
const titled = (header) => header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

function outputOf(output) {
  const shape = shapeOf(output);
  if (shape) return `: ${shapeLink(shape)}`;
  const fields = fieldsOf(output, 'output');
  return fields[0]?.types.join() === 'null' ? ': nothing (`null`).' : `\n\n${fieldsTable(fields)}`;
}

function errors(method) {
  const rows = declaredErrors(method).map(({ code: name, look, message, data }) => [
    code(name),
    look.http,
    look.rpc,
    look.retry ? 'yes' : '',
    message,
    data
      ? fieldsOf(data, 'output')
          .filter(({ path }) => !/[.[]/.test(path))
          .map(({ path }) => code(path))
          .join(', ')
      : '',
  ]);
  if (rows.length === 0) return '**Errors**: those of [any method](errors.md#any-method).';
  return `**Errors**\n\n${table(['Code', 'HTTP', 'JSON-RPC', 'Retry', 'Meaning', 'Data'], rows)}\n\nand those of [any method](errors.md#any-method).`;
}

function example(method) {
  if (!method.spec.example) return '';
  const call = method.routes.length > 0 ? `${curl(method)}\n\n` : '';
  return `**Example**\n\n${call}${rpcCall(method)}\n\n${rpcAnswer(method)}`;
}

/** The named schemas that fields above refer to. */
function shapesSection(methods) {
  const owners = new Map();
  for (const { spec } of methods) {
    for (const [schema, direction] of [
      [spec.input, 'input'],
      [spec.output, 'output'],
      ...declaredData(spec),
    ]) {
      for (const [id, owner] of toJsonSchema(schema, direction).owners) owners.set(id, owner);
    }
  }
  if (owners.size === 0) return '';
  const shapes = [...owners].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    '## Shapes',
    ...shapes.flatMap(([id, owner]) => [
      `### ${id}`,
      owner.description ? sentence(owner.description) : '',
      fieldsTable(fieldsOf(owner, 'output')),
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const declaredData = (spec) =>
  Object.values(spec.errors ?? {}).flatMap(({ data }) => (data ? [[data, 'output']] : []));

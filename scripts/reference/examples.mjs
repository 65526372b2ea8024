import { http } from './defaults.mjs';
import { fence } from './markdown.mjs';

/** The example of a method as a curl line. */
export function curl({ spec, routes, http: rest }) {
  const [route] = routes;
  const { input } = spec.example;
  const path = route.path.replace(/:(\w+)/g, (_, field) => encodeURIComponent(input[field] ?? field));
  const query = new URLSearchParams(
    route.inQuery.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]),
  );
  const url = `http://${http.host}:${http.port}/${http.prefix}${path}${query.size > 0 ? `?${query}` : ''}`;
  const body = Object.fromEntries(
    route.inBody.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]),
  );
  const lines = [
    `curl ${route.verb === 'GET' ? '' : `-X ${route.verb} `}${quoted(url)}`,
    ...(spec.who === 'anyone' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(route.rawBody === undefined
      ? []
      : [`-H 'Content-Type: application/octet-stream'`, '--data-binary @slot1.sav']),
    ...(Object.keys(body).length === 0
      ? []
      : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
    ...(rest.rawOutput === undefined ? [] : ['-o slot1.sav']),
  ];
  return fence('sh', lines.join(' \\\n  '));
}

const quoted = (text) => (/^[\w:/.@%=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

export const rpcCall = ({ id, spec }) =>
  fence('json', JSON.stringify({ jsonrpc: '2.0', id: 1, method: id, params: spec.example.input }));

export const rpcAnswer = ({ spec }) =>
  fence(
    'json',
    JSON.stringify({ jsonrpc: '2.0', id: 1, result: { success: true, data: spec.example.output } }),
  );

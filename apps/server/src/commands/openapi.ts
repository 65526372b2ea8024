import { coreIdentity, type Plan } from '@aethex/core';
import { asyncApi, openApi, openRpc } from '@aethex/protocol';
import { serverPlan, type ServerOptions } from '../config/server-config.js';

interface Choice {
  readonly rpc?: boolean;
  readonly socket?: boolean;
}

/** `aethex openapi`: the description of all methods, or of the socket, for other tools. */
export async function printOpenApi(options: ServerOptions & Choice): Promise<void> {
  const plan = await serverPlan(options, 'tools');
  process.stdout.write(`${JSON.stringify(describe(plan, options), null, 2)}\n`);
}

function describe(plan: Plan, { rpc, socket }: Choice): object {
  const info = { title: 'AeThex Cloud', version: coreIdentity.version };
  const { contracts, plugins, sections } = plan;
  if (rpc) return openRpc(contracts, info);
  if (!socket) return openApi(contracts, info);
  const served = plugins.flatMap(({ spec }) => spec.frames ?? []);
  const frames = Object.assign({}, ...served.map((one) => one.frames)) as (typeof served)[number]['frames'];
  const settings = sections.find(({ section }) => section.section.id === 'socket');
  const path = settings?.list.find(({ key }) => key === 'path')?.value as string;
  return asyncApi({ contracts, frames, path }, info);
}

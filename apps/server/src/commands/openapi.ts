import { coreIdentity } from '@aethex/core';
import { openApi, openRpc } from '@aethex/protocol';
import { serverPlan, type ServerOptions } from '../config/server-config.js';

/** `aethex openapi`: the description of all methods, for other tools. */
export async function printOpenApi(options: ServerOptions & { rpc?: boolean }): Promise<void> {
  const { contracts } = await serverPlan(options, 'tools');
  const info = { title: 'AeThex Cloud', version: coreIdentity.version };
  process.stdout.write(
    `${JSON.stringify(options.rpc ? openRpc(contracts, info) : openApi(contracts, info), null, 2)}\n`,
  );
}

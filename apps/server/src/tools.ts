import { AethexModule, makePlan, type Plan } from '@aethex/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { INestApplicationContext } from '@nestjs/common';
import { serverConfig, type ServerOptions } from './config/server-config.js';
import { demandData } from './data/data-dir.js';

export interface ToolsOptions {
  /** Whether a data directory without a database will do. */
  readonly mayBeNew?: boolean;
}

/**
 * Opens everything a server is made of, without starting it, and closes it when the work is done. Nothing migrates, no
 * job is done, and what a plugin checks at its start is not checked: tools are there to mend that.
 */
export async function withTools<T>(
  options: ServerOptions,
  work: (app: INestApplicationContext, plan: Plan) => Promise<T>,
  { mayBeNew = false }: ToolsOptions = {},
): Promise<T> {
  const { config, inputs } = await serverConfig(options, 'tools');
  const plan = makePlan(config, inputs);
  if (!mayBeNew) demandData(plan);
  const quiet = { ...config, log: { ...config.log, level: 'silent' as const } };
  // An application that is created and not initialised: a context would run what belongs to a start.
  const app = await NestFactory.create(AethexModule.forRoot(quiet, inputs), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work(app, plan);
  } finally {
    await app.close();
  }
}

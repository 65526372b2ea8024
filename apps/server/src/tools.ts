import { AethexModule } from '@aethex/core';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { serverConfig, type ServerOptions } from './config/server-config.js';

/** Opens everything a server is made of, without serving, and closes it when the work is done. */
export async function withTools<T>(
  options: ServerOptions,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const { config, inputs } = await serverConfig(options, 'tools');
  const quiet = { ...config, log: { ...config.log, level: 'silent' as const } };
  const app = await NestFactory.createApplicationContext(AethexModule.forRoot(quiet, inputs), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

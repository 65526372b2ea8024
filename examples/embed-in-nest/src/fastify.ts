import { AethexWsAdapter } from '@aethex/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error', 'warn'] });
app.setGlobalPrefix('studio');
app.useWebSocketAdapter(new AethexWsAdapter(app));
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
process.stdout.write(`listening on ${await app.getUrl()}\n`);

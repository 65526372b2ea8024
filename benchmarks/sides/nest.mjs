/** An empty route in NestJS on Fastify: what anybody pays who chooses Nest. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ready } from './answer.mjs';

class Nothing {
  get() {
    return { ok: true };
  }
}
Controller('api/v1')(Nothing);
Get('nothing')(Nothing.prototype, 'get', Object.getOwnPropertyDescriptor(Nothing.prototype, 'get'));

class App {}
Module({ controllers: [Nothing] })(App);

const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
ready({ url: await app.getUrl() });

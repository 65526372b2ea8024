/**
 * The usual stack: NestJS on Express, TypeORM's repositories in its simplest form, and jsonwebtoken, which verifies the
 * token of every request. It is loaded from the folder it was installed into.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ready } from './answer.mjs';

const [folder, url] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
require('reflect-metadata');
const {
  Body,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Post,
  Req,
  UnauthorizedException,
  UseGuards,
} = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { ExpressAdapter } = require('@nestjs/platform-express');
const { getRepositoryToken, TypeOrmModule } = require('@nestjs/typeorm');
const { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } = require('typeorm');
const jwt = require('jsonwebtoken');

const secret = 'the secret of a benchmark, of which nothing depends';

class User {}
PrimaryGeneratedColumn('uuid')(User.prototype, 'id');
Column({ type: 'varchar', length: 64 })(User.prototype, 'displayName');
Column({ type: 'varchar', length: 254, nullable: true })(User.prototype, 'email');
Column({ type: 'jsonb', default: {} })(User.prototype, 'preferences');
CreateDateColumn({ type: 'timestamptz' })(User.prototype, 'createdAt');
Entity('users')(User);

class Save {}
PrimaryGeneratedColumn('uuid')(Save.prototype, 'id');
Column({ type: 'uuid' })(Save.prototype, 'userId');
Column({ type: 'varchar', length: 50 })(Save.prototype, 'slotName');
Column({ type: 'jsonb' })(Save.prototype, 'data');
CreateDateColumn({ type: 'timestamptz' })(Save.prototype, 'createdAt');
Index(['userId', 'slotName'])(Save);
Entity('saves')(Save);

class TokenGuard {
  canActivate(context) {
    const request = context.switchToHttp().getRequest();
    try {
      request.user = jwt.verify(request.headers.authorization?.slice('Bearer '.length), secret);
      return true;
    } catch {
      throw new UnauthorizedException();
    }
  }
}
Injectable()(TokenGuard);

class Players {
  constructor(users, saves) {
    Object.assign(this, { users, saves });
  }

  async guest() {
    const user = await this.users.save(this.users.create({ displayName: 'Player' }));
    return { token: jwt.sign({ sub: user.id }, secret, { expiresIn: '1h' }) };
  }

  profile({ user }) {
    return this.users.findOne({ where: { id: user.sub } });
  }

  get({ user }, slotName) {
    return this.saves.findOne({ where: { userId: user.sub, slotName } });
  }

  async put({ user }, { slot_name: slotName, data }) {
    return this.saves.save(this.saves.create({ userId: user.sub, slotName, data }));
  }
}
Inject(getRepositoryToken(User))(Players, undefined, 0);
Inject(getRepositoryToken(Save))(Players, undefined, 1);
Controller()(Players);
route(Post('guests'), 'guest');
route(Get('profile'), 'profile', true, Req());
route(Get('saves/:slot'), 'get', true, Req(), Param('slot'));
route(Post('saves'), 'put', true, Req(), Body());

function route(verb, name, guarded = false, ...parameters) {
  const descriptor = Object.getOwnPropertyDescriptor(Players.prototype, name);
  verb(Players.prototype, name, descriptor);
  if (guarded) UseGuards(TokenGuard)(Players.prototype, name, descriptor);
  parameters.forEach((parameter, index) => parameter(Players.prototype, name, index));
}

class App {}
const entities = [User, Save];
const imports = [
  TypeOrmModule.forRoot({ type: 'postgres', url, entities, synchronize: true }),
  TypeOrmModule.forFeature(entities),
];
Module({ imports, controllers: [Players] })(App);

const app = await NestFactory.create(App, new ExpressAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
ready({ url: await app.getUrl() });

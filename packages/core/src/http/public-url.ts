import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpConfig } from '../config/sections.js';

/** Where people find this server: links in mails and redirects are built from it, and never from a `Host` header. */
@Injectable()
export class PublicUrl {
  constructor(
    private readonly config: HttpConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Without a slash at its end. Without `http.publicUrl` it is where the server listens, which only this machine reaches. */
  get base(): string {
    return (this.config.publicUrl ?? this.listening).replace(/\/+$/, '');
  }

  /** The address of a REST route, such as `/auth/oauth/google/callback`. */
  api(path: string): string {
    return `${this.base}/${this.config.prefix}${path}`;
  }

  private get listening(): string {
    const server = this.host.httpAdapter?.getHttpServer() as Server | undefined;
    const address = server?.address() as AddressInfo | null | undefined;
    return `http://127.0.0.1:${address?.port ?? this.config.port}`;
  }
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { houseError } from '@aethex/protocol';
import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { OpsConfig } from '../config/sections.js';
import { isLoopback } from '../dispatch/address.js';
import { Health, type Readiness } from '../observe/health.js';
import { Metrics } from '../observe/metrics.js';
import { HttpFilter } from './http-filter.js';
import { headerOf, type HttpRequest, type HttpResponse } from './platform.js';

/** What operators and balancers ask. */
@Controller()
@UseFilters(HttpFilter)
export class OpsController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly config: OpsConfig,
  ) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) response: HttpResponse): Promise<Readiness> {
    const readiness = await this.health.readiness();
    response.status(['ready', 'degraded'].includes(readiness.status) ? 200 : 503);
    return readiness;
  }

  @Get('metrics')
  async read(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<string> {
    if (!this.mayRead(request)) throw houseError('request.unknown_route');
    response.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  /** With a token set, its bearer; without one, whoever asks from this machine and not through a proxy. */
  private mayRead(request: HttpRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken !== undefined)
      return same(headerOf(request, 'authorization') ?? '', `Bearer ${metricsToken}`);
    const proxied = headerOf(request, 'x-forwarded-for') ?? headerOf(request, 'forwarded');
    return proxied === undefined && isLoopback(request.ip ?? '');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

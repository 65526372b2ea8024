import {
  ApiController,
  callerOf,
  Games,
  headerOf,
  Pages,
  type Caller,
  type HttpRequest,
  type HttpResponse,
} from '@aethex/core';
import { houseError, isAethexError, oauth } from '@aethex/protocol';
import { Get, Post, Req, Res } from '@nestjs/common';
import { BoundProviders, checked } from './bound-providers.js';
import { FlowBook } from './flow-book.js';
import { FlowNews } from './flow-news.js';
import { FlowStart } from './flow-start.js';
import type { OauthFlow } from './oauth-flow.entity.js';
import { askPage, failedPage, popupPage } from './pages/callback.page.js';
import { bindingCookie, cookieFrom } from './rules/binding-cookie.js';
import { paramsOf, queryFlow } from './rules/callback-params.js';
import { withParams } from './rules/return-url.js';

/** Where browsers leave for providers and come back from them. No session of a server remembers them: all is in one row. */
@ApiController('/auth/oauth')
export class CallbackController {
  constructor(
    private readonly start: FlowStart,
    private readonly flows: FlowBook,
    private readonly news: FlowNews,
    private readonly providers: BoundProviders,
    private readonly games: Games,
    private readonly pages: Pages,
  ) {}

  /** Sends the browser to the provider, for a sign-in begun by `oauth.start` or by the parameters themselves. */
  @Get(':provider/start')
  async leave(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    await this.orPage(request, response, async () => {
      const flow = await this.flowOf(request);
      const { url, cookie } = await this.start.leave(flow);
      response.header('set-cookie', bindingCookie(cookie, this.start.callbackOf(flow.provider)));
      moveOn(response, url);
    });
  }

  @Get(':provider/callback')
  async comeBack(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    await this.orPage(request, response, async () => {
      const params = paramsOf(request.query);
      const cookie = cookieFrom(headerOf(request, 'cookie'));
      const { flow, kept } = await this.flows.comeBack(params['state'] ?? '', cookie, providerOf(request));
      try {
        const { provider } = this.providers.finding(flow.provider, 'redirect');
        const redirectUri = this.start.callbackOf(flow.provider);
        const state = params['state'] ?? '';
        const identity = checked(await provider.finish({ redirectUri, state, kept, params }));
        await this.succeed(flow, await this.flows.keep(flow, identity), request, response);
      } catch (error) {
        await this.fail(flow, error, request, response);
      }
    });
  }

  /** Forms of others carry no Lax cookie: the browser comes once more, of its own accord. */
  @Post(':provider/callback')
  posted(@Req() request: HttpRequest, @Res() response: HttpResponse): void {
    const { id_token: _unused, ...params } = paramsOf(request.body);
    response
      .status(303)
      .header('location', withParams(this.start.callbackOf(providerOf(request)), params))
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .send('');
  }

  /** What the player has decided on the page of the flow `poll`. */
  @Post(':provider/confirm')
  async confirm(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const { code, approve } = (request.body ?? {}) as { code?: unknown; approve?: unknown };
    if (typeof code !== 'string' || typeof approve !== 'boolean') throw houseError('request.invalid');
    const flow = await this.flows.decide(code, cookieFrom(headerOf(request, 'cookie')), approve);
    await this.news.tell(flow.id);
    response.status(204).header('cache-control', 'no-store').send('');
  }

  private async flowOf(request: HttpRequest): Promise<OauthFlow> {
    const query = paramsOf(request.query);
    const provider = providerOf(request);
    this.providers.finding(provider, 'redirect');
    if (query['flow'] === undefined) {
      const about = queryFlow(query, provider);
      return (await this.start.begin(about, await this.callerOf(request, query['game_key']))).flow;
    }
    const flow = await this.flows.byHandle(query['flow'], provider);
    if (!flow) throw oauth.error('exchange', 'state_invalid');
    return flow;
  }

  private async callerOf(request: HttpRequest, key: string | undefined): Promise<Caller> {
    const game = key === undefined ? null : await this.games.byKey(key);
    if (key !== undefined && !game) throw houseError('request.game_key_invalid');
    const userAgent = headerOf(request, 'user-agent') ?? '';
    return callerOf(null, { wire: 'rest', requestId: '', address: request.ip ?? '', userAgent }, game);
  }

  private async succeed(
    flow: OauthFlow,
    code: string,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    if (flow.kind === 'poll') {
      const game = await this.games.find(flow.gameId);
      const facts = {
        code,
        game: game?.name ?? flow.gameId,
        network: flow.network,
        device: flow.device?.name ?? null,
      };
      return this.pages.send(request, response, askPage({ ...facts, provider: flow.provider }, flow.gameId));
    }
    await this.handOver(flow, { code, error: null }, request, response);
  }

  private async fail(
    flow: OauthFlow,
    error: unknown,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    await this.flows.fail(flow);
    if (!isAethexError(error)) throw error;
    if (flow.kind !== 'poll')
      return this.handOver(
        flow,
        { code: null, error: error.code.replace(/^oauth\./, '') },
        request,
        response,
      );
    await this.news.tell(flow.id);
    throw error;
  }

  private async handOver(
    flow: OauthFlow,
    { code, error }: { code: string | null; error: string | null },
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    const returnTo = flow.returnTo ?? '';
    const said = { code, error, state: flow.clientState };
    if (flow.kind !== 'popup') return moveOn(response, withParams(returnTo, said));
    const target = new URL(returnTo).origin;
    return this.pages.send(request, response, popupPage({ ...said, target }, flow.gameId));
  }

  /** Tells people on a page what went wrong, and programs in JSON. */
  private async orPage(
    request: HttpRequest,
    response: HttpResponse,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      const isPerson = headerOf(request, 'accept')?.includes('text/html') ?? false;
      if (!isAethexError(error) || !isPerson) throw error;
      await this.pages.send(request, response, failedPage(error.code, error.look.http));
    }
  }
}

const providerOf = ({ params }: HttpRequest): string => (params as { provider: string }).provider;

function moveOn(response: HttpResponse, url: string): void {
  response
    .status(302)
    .header('location', url)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send('');
}

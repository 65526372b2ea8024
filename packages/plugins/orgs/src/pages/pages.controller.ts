import { Pages, type HttpRequest, type HttpResponse } from '@aethex/core';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { invitePage } from './invite.page.js';
import { setupPage } from './setup.page.js';

/** The pages of studios, which the link of the first admin and invitations lead to. */
@Controller('account')
export class OrgsPagesController {
  constructor(private readonly pages: Pages) {}

  @Get('setup')
  setup(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, setupPage);
  }

  @Get('invite')
  invite(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, invitePage);
  }
}

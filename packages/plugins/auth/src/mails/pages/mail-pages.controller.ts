import { Pages, type HttpRequest, type HttpResponse } from '@aethex/core';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { emailPage, resetPage, undoPage, verifyPage } from './code-pages.js';

/** Where the links of mails lead to. */
@Controller('account')
export class MailPagesController {
  constructor(private readonly pages: Pages) {}

  @Get('verify')
  verify(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, verifyPage);
  }

  @Get('reset')
  reset(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, resetPage);
  }

  @Get('email')
  email(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, emailPage);
  }

  @Get('undo')
  undo(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.pages.send(request, response, undoPage);
  }
}

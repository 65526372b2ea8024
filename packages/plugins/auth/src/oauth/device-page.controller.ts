import { Pages, PublicUrl, type HttpRequest, type HttpResponse } from '@aethex/core';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { BoundProviders } from './bound-providers.js';
import { devicePage } from './pages/device.page.js';

/** Where players approve devices without a keyboard. */
@Controller('account/device')
export class DevicePageController {
  constructor(
    private readonly pages: Pages,
    private readonly publicUrl: PublicUrl,
    private readonly providers: BoundProviders,
  ) {}

  @Get()
  async show(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const byBrowser = this.providers
      .list()
      .map(({ name, provider }) => ({ name, ...provider.about() }))
      .filter(({ ways }) => ways.includes('redirect'))
      .map(({ name, title }) => ({ name, title }));
    await this.pages.send(request, response, devicePage(byBrowser, `${this.publicUrl.base}/account/device`));
  }
}

import { Body, Controller, Get, NotFoundException, Post } from '@nestjs/common';

/** The studio's own routes: they were here before AeThex and must not notice it. */
@Controller('news')
export class StudioController {
  @Get()
  list() {
    return [{ title: 'Season two begins' }];
  }

  @Get('missing')
  missing() {
    throw new NotFoundException('No such article');
  }

  @Post()
  echo(@Body() body: unknown) {
    return { received: body };
  }
}

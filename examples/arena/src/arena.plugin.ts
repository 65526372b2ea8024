import { readFile } from 'node:fs/promises';
import { definePlugin } from '@aethex/core';
import { Controller, Get, Header } from '@nestjs/common';

const beside = (name: string): URL => new URL(`../page/${name}`, import.meta.url);

/** The page of the game, from the server that it plays on: no second origin, no CORS. */
@Controller()
class ArenaPage {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  index(): Promise<string> {
    return readFile(beside('index.html'), 'utf8');
  }

  @Get('arena.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): Promise<string> {
    return readFile(beside('dist/arena.js'), 'utf8');
  }
}

/** Serves the page. A Nest controller is the escape hatch for what is no method of a contract. */
export const arenaPlugin = definePlugin({ id: 'arena', controllers: [ArenaPage] });

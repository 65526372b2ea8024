import { readFile } from 'node:fs/promises';
import { definePlugin } from '@aethex/core';
import { Controller, Get, Header } from '@nestjs/common';

const beside = (name: string): URL => new URL(`../page/${name}`, import.meta.url);

/** The page, from the server that it signs in to. */
@Controller()
class SignInPage {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  index(): Promise<string> {
    return readFile(beside('index.html'), 'utf8');
  }

  @Get('sign-in.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): Promise<string> {
    return readFile(beside('dist/sign-in.js'), 'utf8');
  }
}

/** Serves the page. */
export const signInPlugin = definePlugin({ id: 'signinpage', controllers: [SignInPage] });

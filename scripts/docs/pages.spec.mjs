import { expect, it } from '@jest/globals';
import { isTutorial, linkedPages, pages } from './pages.mjs';
import { tryPages } from './try-pages.mjs';

tryPages(pages().filter((page) => !isTutorial(page)));

it.each(linkedPages())('$name has no dead link', ({ deadLinks }) => expect(deadLinks).toEqual([]));

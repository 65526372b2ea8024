import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkTypes } from './check-types.mjs';
import { sortOf } from './fences.mjs';
import { sorts } from './try-fence.mjs';
import { Workshop } from './workshop.mjs';

const patience = 150_000;
/** What can be tried even when something before it on its page failed. */
const still = new Set(['shown', 'text', 'json', 'checked']);

/** Makes tests of pages: one for each fence, in order, in a folder and with a server of the page's own. */
export function tryPages(pages) {
  const folder = mkdtempSync(join(tmpdir(), 'aethex-docs-types-'));
  const told = {};
  beforeAll(async () => {
    told.types = await checkTypes(pages, folder);
  }, patience);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(pages)('$name', (page) => {
    tryPage(page, told);
  });

  const shown = pages.flatMap(({ fences }) => fences).filter((fence) => sortOf(fence) === 'shown');
  it(`says of ${shown.length} fences why they are not run`, () =>
    expect(shown.map((fence) => fence['not-run'])).not.toContain(''));
}

function tryPage(page, told) {
  let workshop;
  let broken;
  beforeAll(async () => {
    workshop = await Workshop.open();
    if (asksServer(page)) await workshop.startServer();
  }, patience);
  afterAll(() => workshop.close(), patience);

  it('has no dead link', () => expect(page.deadLinks).toEqual([]));

  for (const fence of page.fences) {
    const { name, run } = sorts[sortOf(fence)];
    it(
      `line ${fence.line}, ${fence.language}: ${name}${fence['not-run'] ?? ''}`,
      async () => {
        expect(fence.trouble).toBeNull();
        if (broken !== undefined && !still.has(sortOf(fence)))
          throw new Error(`Line ${broken} of this page failed before.`);
        broken ??= fence.line;
        await run({ page, fence, workshop, types: told.types });
        if (broken === fence.line) broken = undefined;
      },
      patience,
    );
  }
}

/** Whether a page needs the default server before it starts one of its own. */
function asksServer({ fences }) {
  const runs = fences.filter((fence) => !still.has(sortOf(fence)));
  const asks = runs.some(({ text }) => /:8080\b|^ *aethex /m.test(text));
  return asks && sortOf(runs[0]) !== 'background';
}

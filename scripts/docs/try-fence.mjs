import { expect } from '@jest/globals';
import { matchesJson, matchesText } from './match.mjs';
import { root } from './pages.mjs';

/** What is done with each sort of fence, and what the test is called. */
export const sorts = {
  shown: { name: 'is not run: ', run: async () => undefined },
  text: { name: 'is only shown', run: async () => undefined },
  json: { name: 'parses', run: async ({ fence }) => void JSON.parse(fence.text) },
  config: { name: 'is a configuration the server takes', run: config },
  file: { name: 'is written', run: written },
  checked: { name: 'compiles', run: async (work) => wellTyped(work) },
  program: { name: 'compiles and runs', run: program },
  shell: { name: 'runs', run: shell },
  background: { name: 'goes on', run: background },
  output: { name: 'is what comes out', run: output },
};

const wellTyped = ({ page, fence, types }) => expect(types.saidOf(page, fence)).toEqual([]);

async function written(work) {
  wellTyped(work);
  work.workshop.write(work.fence.file, work.fence.text);
}

async function program(work) {
  wellTyped(work);
  await work.workshop.program(work.types.programOf(work.page, work.fence));
}

const placeOf = (fence) => (fence.words.has('in-repository') ? root : undefined);

function shell({ fence, workshop }) {
  return workshop.shell(fence.text, placeOf(fence));
}

function background({ fence, workshop }) {
  return workshop.background(fence.text, fence.background, placeOf(fence));
}

async function config({ fence, workshop }) {
  workshop.write('.shell/aethex.config.json', fence.text);
  await workshop.shell('aethex config -c "$SHELL_HOME/aethex.config.json"');
}

async function output({ fence, workshop }) {
  const isAsTold =
    fence.language === 'json'
      ? matchesJson(JSON.parse(workshop.output), JSON.parse(fence.text))
      : matchesText(workshop.output, fence.text);
  // Shows both sides when they differ.
  if (!isAsTold) expect(workshop.output).toBe(fence.text);
}

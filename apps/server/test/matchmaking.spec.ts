import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aethex, tempDir } from './kit.js';

const line = (second: number, rating: number) =>
  JSON.stringify({
    at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
    queue: 'duel',
    ratings: [rating],
  });
const queue = (max: number) =>
  JSON.stringify([
    {
      name: 'duel',
      min_players: 2,
      max_players: 2,
      rules: [{ type: 'difference', attribute: 'rating', max }],
    },
  ]);

describe('aethex matchmaking simulate', () => {
  it('plays recorded tickets through two configurations and compares them', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 't.jsonl'), `${[line(0, 1500), line(2, 1700), line(9, 1510)].join('\n')}\n`);
    writeFileSync(join(cwd, 'now.json'), queue(50));
    writeFileSync(join(cwd, 'loose.json'), queue(500));
    const args = ['matchmaking', 'simulate', '--tickets', 't.jsonl', '--queues', 'now.json'];
    const table = await aethex([...args, '--against', 'loose.json'], { cwd });
    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(/^now\.json +duel +3 +2 +0 +1 +1\/1 +0 +9 +9 +10 +10$/m);
    expect(table.stdout).toMatch(/^loose\.json +duel +3 +2 +0 +1 +1\/1 +0 +2 +2 +200 +200$/m);
    const json = await aethex([...args, '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject([{ name: 'now.json', replays: [{ matched: 2 }] }]);
  });

  it('says which line does not fit', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 't.jsonl'), `${line(0, 1500)}\n{"queue": "duel"}\n`);
    const args = ['matchmaking', 'simulate', '--queues', 'q.json', '--tickets'];
    const wrong = await aethex([...args, 't.jsonl'], { cwd });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('t.jsonl, line 2: at ');
    expect((await aethex([...args, 'none.jsonl'], { cwd })).stderr).toContain('none.jsonl cannot be read.');
  });
});

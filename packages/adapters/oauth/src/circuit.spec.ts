import { describe, expect, it } from '@jest/globals';
import { Circuit } from './circuit.js';
import { failed } from './errors.js';

const away = () => Promise.reject(failed('provider_unavailable'));
const wrong = () => Promise.reject(failed('provider_error'));

describe('a circuit', () => {
  let calls = 0;
  const counted = (work: () => Promise<unknown>) => () => {
    calls += 1;
    return work();
  };
  const tried = async (circuit: Circuit, work: () => Promise<unknown>, times: number) => {
    calls = 0;
    for (let n = 0; n < times; n += 1) await circuit.run(counted(work)).catch(() => undefined);
    return calls;
  };

  it('leaves a provider alone that did not answer five times in a row', async () => {
    const circuit = new Circuit(() => 0);
    expect(await tried(circuit, away, 9)).toBe(5);
    await expect(circuit.run(async () => 1)).rejects.toMatchObject({ code: 'oauth.provider_unavailable' });
  });

  it('lets one call try after half a minute, and all when that one was answered', async () => {
    let now = 0;
    const circuit = new Circuit(() => now);
    await tried(circuit, away, 5);
    now = 30_000;
    expect(await tried(circuit, away, 3)).toBe(1);
    now = 60_000;
    expect(await tried(circuit, async () => 1, 3)).toBe(3);
  });

  it('does not take for an answer what asked nobody, and leaves the next try to others', async () => {
    let now = 0;
    const circuit = new Circuit(() => now);
    const silent = () =>
      circuit.run(
        async () => null,
        () => false,
      );
    const denied = () => circuit.run(() => Promise.reject(failed('denied'))).catch(() => undefined);
    await tried(circuit, away, 4);
    await silent();
    await denied();
    expect(await tried(circuit, away, 2)).toBe(1);
    now = 30_000;
    await silent();
    await denied();
    expect(await tried(circuit, async () => 1, 3)).toBe(3);
  });

  it('takes a wrong answer for an answer', async () => {
    const circuit = new Circuit(() => 0);
    await tried(circuit, away, 4);
    expect(await tried(circuit, wrong, 1)).toBe(1);
    expect(await tried(circuit, away, 9)).toBe(5);
  });
});

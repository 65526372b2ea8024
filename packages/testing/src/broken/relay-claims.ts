import { Clock, type Claim, type Relay } from '@aethex/core';
import { memoryRelay } from '@aethex/local';
import { shared, spoilt, turn, type Broken } from './broken.js';

/** Broken promises about who gets a name. */
export const brokenClaims: readonly Broken<Relay>[] = [
  {
    breaks: 'gives a free name to the node that claims it, with what it wants others to know',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        // What is to be known is cut at the first letter that is none of ASCII.
        claim: (name, node, seconds, about = '') =>
          real.claim(name, node, seconds, about.replace(/[^ -~].*$/s, '')),
      })),
  },
  {
    breaks: 'refuses a name that is held, by whomever',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        // Who holds it gets it again.
        claim: async (name, node, seconds, about) => {
          const held = await real.holder(name);
          if (held?.node === node) return held;
          return real.claim(name, node, seconds, about);
        },
      })),
  },
  {
    breaks: 'lets exactly one win of many that race for a name, on whichever node',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        claim: async (name, node, seconds, about) => {
          // Looks first, and takes what is there by then.
          if (await real.holder(name)) return null;
          await turn();
          const other = await real.holder(name);
          if (other) return { ...other, node };
          return real.claim(name, node, seconds, about);
        },
      })),
  },
  {
    breaks: 'frees a name that is not renewed in time, and not earlier',
    adapter: () =>
      spoilt(memoryRelay(), (real, { get }) => {
        const ends = new Map<string, number>();
        const now = (): number => get(Clock).now().getTime();
        return {
          // Whoever comes in the last two thirds of the time gets it.
          claim: async (name, node, seconds, about) => {
            const held = await real.holder(name);
            if (held && now() > (ends.get(name) ?? Number.POSITIVE_INFINITY)) await real.release(held);
            const claim = await real.claim(name, node, seconds, about);
            if (claim) ends.set(name, now() + (seconds * 1000) / 3.5);
            return claim;
          },
        };
      }),
  },
  {
    breaks: 'gives each claim a greater fence than every earlier one of its name',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        const given = new Map<string, Claim>();
        const nodes = new Set<string>();
        return {
          // A node that had the name earlier gets it back under the fence of who had it last.
          claim: async (name, node, seconds, about) => {
            const last = given.get(name);
            const claim = await real.claim(name, node, seconds, about);
            if (!claim) return null;
            const isBack = last !== undefined && nodes.has(node) && last.node !== node;
            nodes.add(node);
            given.set(name, claim);
            return isBack ? { ...claim, fence: last.fence } : claim;
          },
        };
      }),
  },
  {
    breaks: 'keeps names apart',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        // Letters in upper and lower case, and those that are none of ASCII, are the same to it.
        const cut = (name: string): string => name.replace(/[^ -~]/g, '?').toLowerCase();
        const full = (claim: Claim | null, name: string): Claim | null => claim && { ...claim, name };
        const short = (claim: Claim): Claim => ({ ...claim, name: cut(claim.name) });
        return {
          claim: async (name, node, seconds, about) =>
            full(await real.claim(cut(name), node, seconds, about), name),
          renew: (claims, seconds) => real.renew(claims.map(short), seconds),
          pass: async (claim, node, seconds) =>
            full(await real.pass(short(claim), node, seconds), claim.name),
          release: (claim) => real.release(short(claim)),
          holder: async (name) => full(await real.holder(cut(name)), name),
        };
      }),
  },
];

/** Broken promises about what becomes of a claim. */
export const brokenHolding: readonly Broken<Relay>[] = [
  {
    breaks: 'makes claims last from now and says of each whether it is still held',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        // It looks, and prolongs nothing.
        renew: async (claims) => {
          const held = await Promise.all(claims.map(({ name }) => real.holder(name)));
          return claims.map(({ fence }, n) => held[n]?.fence === fence);
        },
      })),
  },
  {
    breaks: 'renews as many claims at once as a node can hold',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        renew: async (claims, seconds) => {
          const held = await real.renew(claims.slice(0, 1_000), seconds);
          return claims.map((_, n) => held[n] ?? false);
        },
      })),
  },
  {
    breaks: 'does not take a lost claim back by renewing it',
    adapter: () =>
      spoilt(memoryRelay(), (real, { get }) => {
        const ends = new Map<string, number>();
        const now = (): number => get(Clock).now().getTime();
        return {
          claim: async (name, node, seconds, about) => {
            const claim = await real.claim(name, node, seconds, about);
            if (claim) ends.set(name, now() + seconds * 1000);
            return claim;
          },
          // What is free because its time was over is claimed anew.
          renew: async (claims, seconds) => {
            const held = await real.renew(claims, seconds);
            return Promise.all(
              claims.map(async ({ name, node, about }, n) => {
                const isOver = (ends.get(name) ?? Number.POSITIVE_INFINITY) <= now();
                if (held[n] || !isOver) return held[n] ?? false;
                return (await real.claim(name, node, seconds, about)) !== null;
              }),
            );
          },
        };
      }),
  },
  {
    breaks: 'passes a name to another node under a greater fence, and it is never free',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        pass: async (claim, node, seconds) => {
          const held = await real.holder(claim.name);
          if (held?.fence !== claim.fence) return null;
          await real.release(claim);
          for (let n = 0; n < 3; n += 1) await turn();
          return real.claim(claim.name, node, seconds, claim.about);
        },
      })),
  },
  {
    breaks: 'passes a name for its seconds',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        pass: (claim, node, seconds) => real.pass(claim, node, Math.max(10, seconds)),
      })),
  },
  {
    breaks: 'passes nothing that the claim no longer holds',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        // Whoever held it once may pass it.
        pass: async (claim, node, seconds) => {
          const held = await real.holder(claim.name);
          return real.pass(held ?? claim, node, seconds);
        },
      })),
  },
  {
    breaks: 'gives a name back, twice without complaint',
    adapter: () =>
      spoilt(memoryRelay(), (real) => {
        const back = new Set<number>();
        return {
          // A newer claim may hold the name, and then it says nothing.
          release: async (claim) => {
            if (back.has(claim.fence) && !(await real.holder(claim.name)))
              throw new Error(`"${claim.name}" was given back already.`);
            back.add(claim.fence);
            await real.release(claim);
          },
        };
      }),
  },
  {
    breaks: 'gives back nothing that a newer claim holds, even one of the same node',
    adapter: () =>
      spoilt(memoryRelay(), (real) => ({
        release: async (claim) => {
          const held = await real.holder(claim.name);
          await real.release(held?.node === claim.node ? held : claim);
        },
      })),
  },
  {
    breaks: 'tells every node who holds a name, or null',
    adapter: () =>
      shared(memoryRelay(), (real) => {
        const known = new Map<string, Claim | null>();
        return {
          // A node remembers for a while that there was nobody.
          holder: async (name) => {
            const held = await real.holder(name);
            if (known.get(name) === null) return known.delete(name) ? null : held;
            if (!held) known.set(name, null);
            return held;
          },
        };
      }),
  },
];

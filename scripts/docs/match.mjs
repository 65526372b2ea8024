/** Stands in expected output for anything. */
const wildcard = '…';

/** Whether a text reads as expected, where `…` stands for anything. Spaces at the ends of lines do not count. */
export function matchesText(actual, expected) {
  const tidy = (text) => text.replace(/[ \t]+$/gm, '').trim();
  const pattern = tidy(expected).split(wildcard).map(escaped).join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(tidy(actual));
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether a JSON value is as expected: a text may hold `…`, a text that is only `…` stands for any value, and a key or
 * an element `…` for any number of further ones.
 */
export function matchesJson(actual, expected) {
  if (expected === wildcard) return true;
  if (typeof expected === 'string') return typeof actual === 'string' && matchesText(actual, expected);
  if (Array.isArray(expected)) return Array.isArray(actual) && matchesList(actual, expected);
  if (expected === null || typeof expected !== 'object') return actual === expected;
  return actual !== null && typeof actual === 'object' && matchesObject(actual, expected);
}

function matchesList(actual, expected) {
  const isOpen = expected.at(-1) === wildcard && expected.length > 1;
  const told = isOpen ? expected.slice(0, -1) : expected;
  return (
    (isOpen || actual.length === told.length) &&
    told.every((value, index) => matchesJson(actual[index], value))
  );
}

function matchesObject(actual, expected) {
  const told = Object.keys(expected).filter((key) => key !== wildcard);
  const isOpen = wildcard in expected;
  return (
    (isOpen || Object.keys(actual).length === told.length) &&
    told.every((key) => key in actual && matchesJson(actual[key], expected[key]))
  );
}

/**
 * First-fit: tickets by age, each takes the first ones of its mode and region that it and they accept. Quick while a
 * queue is full of people, and blind to who would fit better.
 */
export function firstFit(queue, tickets) {
  const size = queue.max_players;
  const buckets = new Map();
  for (const ticket of tickets) {
    const key = keyOf(ticket);
    const bucket = buckets.get(key);
    if (bucket) bucket.push(ticket);
    else buckets.set(key, [ticket]);
  }
  return [...buckets.values()].flatMap((bucket) => matchesIn(bucket, size));
}

const keyOf = ({ attributes, region }) => `${attributes.mode}/${region}`;
const ratingOf = ({ players }) => players[0].rating;
const accepts = (one, other) => one.window[0] <= ratingOf(other) && ratingOf(other) <= one.window[1];

function matchesIn(bucket, size) {
  const taken = new Set();
  const found = [];
  for (let at = 0; at < bucket.length; at += 1) {
    if (taken.has(at)) continue;
    const group = groupFrom(bucket, at, size, taken);
    if (group.length < size) continue;
    for (const one of group) taken.add(one);
    const ratings = group.map((one) => ratingOf(bucket[one]));
    found.push({
      tickets: group.map((one) => bucket[one]),
      spread: Math.max(...ratings) - Math.min(...ratings),
    });
  }
  return found;
}

function groupFrom(bucket, at, size, taken) {
  const group = [at];
  for (let next = at + 1; next < bucket.length && group.length < size; next += 1) {
    if (taken.has(next)) continue;
    if (group.every((one) => accepts(bucket[one], bucket[next]) && accepts(bucket[next], bucket[one])))
      group.push(next);
  }
  return group;
}

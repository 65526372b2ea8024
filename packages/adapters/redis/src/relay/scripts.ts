/**
 * What Redis keeps of a claim: `fence`, `node` and `about` as JSON under the name, with the lease as its time to live.
 * Fences are microseconds of Redis' clock, or one more than the last when that is later: so they go on growing when a
 * Redis comes back empty. The scripts are sent whole each time, so that one that came back empty knows them.
 */
const nextFence = `local time = redis.call('TIME')
local fence = math.max(time[1] * 1000000 + time[2], (tonumber(redis.call('GET', KEYS[1])) or 0) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', fence))
local function kept(node, about)
  return cjson.encode({ string.format('%.0f', fence), node, about })
end`;

/** Keys: the last fence, the claim. Values: milliseconds, node, about. Returns the fence, or nothing. */
export const claimScript = `if redis.call('EXISTS', KEYS[2]) == 1 then return false end
${nextFence}
redis.call('SET', KEYS[2], kept(ARGV[2], ARGV[3]), 'PX', ARGV[1])
return string.format('%.0f', fence)`;

/** Keys: the last fence, the claim. Values: milliseconds, the fence that holds it, the next node, about. As `claimScript`. */
export const passScript = `local held = redis.call('GET', KEYS[2])
if not held or cjson.decode(held)[1] ~= ARGV[2] then return false end
${nextFence}
redis.call('SET', KEYS[2], kept(ARGV[3], ARGV[4]), 'PX', ARGV[1])
return string.format('%.0f', fence)`;

/** Keys: claims. Values: milliseconds, then the fence of each. Returns 1 for each that is still held, else 0. */
export const renewScript = `local held = {}
for place, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  held[place] = 0
  if value and cjson.decode(value)[1] == ARGV[place + 1] then
    held[place] = redis.call('PEXPIRE', key, ARGV[1])
  end
end
return held`;

/** Keys: the claim. Values: its fence. */
export const releaseScript = `local held = redis.call('GET', KEYS[1])
if held and cjson.decode(held)[1] == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

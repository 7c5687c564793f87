-- Replaces a hash unless it has a later version. KEYS[1]: the key. ARGV: version, time to live in seconds, then pairs of member and value.
-- Returns 1 if the hash was written, 0 if it has a later version, -1 if the key has a hash that this sink has not written.
local stored = redis.call('HGET', KEYS[1], 'version')
if stored then
  if #stored ~= #ARGV[1] then
    return -1
  end
  if stored > ARGV[1] then
    return 0
  end
elseif redis.call('EXISTS', KEYS[1]) == 1 then
  return -1
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], unpack(ARGV, 3))
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1

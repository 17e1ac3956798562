-- Takes between ARGV[3] and ARGV[4] units from the bucket KEYS[1], as many as it holds, or none.
-- ARGV[1]: microseconds in which one unit comes back. ARGV[2]: the quota. ARGV[5]: now in microseconds, or '' for
-- this server's clock, which all who share it agree on. Returns the units taken and what is taken of the bucket then.
local interval, quota = tonumber(ARGV[1]), tonumber(ARGV[2])
local least, most = tonumber(ARGV[3]), tonumber(ARGV[4])
local now = tonumber(ARGV[5])
if not now then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local full_at = tonumber(redis.call('GET', KEYS[1]) or '0')
local taken = math.max(full_at - now, 0)
local units = math.min(most, math.floor((quota * interval - taken) / interval))
if units < least then
    return {0, taken}
end
taken = taken + units * interval
-- A minute longer than it matters: a bucket that is full again is the same as none.
redis.call('SET', KEYS[1], string.format('%.0f', now + taken), 'PX', math.ceil(taken / 1000) + 60000)
return {units, taken}

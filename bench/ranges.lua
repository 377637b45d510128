-- wrk: a random 1 MB range of a 10 MB file with every request.
local size, range = 10 * 1024 * 1024, 1024 * 1024
local counter = 0

function setup(thread)
  counter = counter + 1
  thread:set("seed", counter)
end

function init()
  math.randomseed(seed)
end

function request()
  local from = math.random(0, size - range)
  return wrk.format("GET", nil, { ["Range"] = "bytes=" .. from .. "-" .. (from + range - 1) })
end

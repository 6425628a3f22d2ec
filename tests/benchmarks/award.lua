-- wrk: award 1 to one of 20,000 people by each request, and count the answers that are no success.
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

function init(args)
    wrk.method = "POST"
    wrk.headers["Authorization"] = "Bearer " .. args[1]
    wrk.headers["Content-Type"] = "application/json"
    people = {}
    local first, line = tonumber(args[3]), 0
    for text in io.lines(args[2]) do
        line = line + 1
        if line >= first and line < first + 20000 then
            people[#people + 1] = text
        end
    end
    pays = args[4] == "pays"
    run = args[5]
    made = 0
    failures = 0
    math.randomseed(number)
end

function request()
    made = made + 1
    local campaign, asset, person, address = people[math.random(#people)]:match("(%S+) (%S+) (%S+) (%S+)")
    local body = string.format(
        '{"request_id": "%s-%d-%d", "campaign": "%s", "participant": "%s", "amounts": [{"asset": "%s", "amount": "1"}]',
        run, number, made, campaign, person, asset)
    if pays then
        body = body .. ', "wallet": "' .. address .. '"'
    end
    return wrk.format(nil, "/platform/v1/award-requests", nil, body .. "}")
end

function response(status, headers, body)
    if status ~= 201 or not body:find('"state": ?"settled"') then
        failures = failures + 1
    end
end

function done(summary, latency, requests)
    local failed = 0
    for _, thread in ipairs(threads) do
        failed = failed + thread:get("failures")
    end
    io.write(string.format(
        '{"requests": %d, "microseconds": %d, "failures": %d, "exhausted": 0, "socket_errors": %d, "p50": %d, "p99": %d}\n',
        summary.requests, summary.duration, failed,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end

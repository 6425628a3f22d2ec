-- wrk: redeem each code of this thread's file once, and count the answers that are no success.
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    thread:set("number", #threads)
end

function init(args)
    wrk.method = "POST"
    wrk.headers["Authorization"] = "Bearer " .. args[1]
    codes = io.lines(args[2] .. "." .. number)
    failures = 0
    exhausted = 0
end

function request()
    local code = codes()
    if code == nil then
        exhausted = 1
        wrk.thread:stop()
        code = "NOCODE"
    end
    return wrk.format(nil, "/platform/v1/tokens/" .. code .. "/redeem")
end

function response(status, headers, body)
    if status ~= 200 or not body:find('"replayed": ?false') then
        failures = failures + 1
    end
end

function done(summary, latency, requests)
    local failed, ran_out = 0, 0
    for _, thread in ipairs(threads) do
        failed = failed + thread:get("failures")
        ran_out = ran_out + thread:get("exhausted")
    end
    io.write(string.format(
        '{"requests": %d, "microseconds": %d, "failures": %d, "exhausted": %d, "socket_errors": %d, "p50": %d, "p99": %d}\n',
        summary.requests, summary.duration, failed, ran_out,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end

-- What wrk has counted, as the last line that it prints.
done = function(summary, latency)
   local e = summary.errors
   io.write(string.format('{"requests":%.0f,"bytes":%.0f,"microseconds":%.0f,"errors":%.0f,"p99":%.0f}\n',
      summary.requests, summary.bytes, summary.duration,
      e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99)))
end

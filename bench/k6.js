// k6 without any check: bodies are thrown away as they come.
import http from 'k6/http';

export const options = { discardResponseBodies: true, noUsageReport: true };

export default function () {
  http.get(__ENV.ADDRESS);
}

export function handleSummary(data) {
  const failed = data.metrics.http_req_failed.values;
  return {
    [__ENV.SUMMARY]: JSON.stringify({
      requests: data.metrics.http_reqs.values.count,
      perSecond: data.metrics.http_reqs.values.rate,
      failed: failed.passes,
    }),
  };
}

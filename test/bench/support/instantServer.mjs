// `node instantServer.mjs [ms] [deals]`: answers each request after so many ms, as Routera would. GET and PATCH of any deal
// return it; the list has so many deals, with 12 columns when they are exported. Prints its port. Ends with its stdin.
import { createServer } from "node:http";

const [delay, count] = [Number(process.argv[2] ?? 0), Number(process.argv[3] ?? 0)];

const deal = {
  deal_name: "Enterprise plan",
  pipeline: "default",
  deal_stage: "qualified",
  deal_owner: "jane@example.com",
  external_id: null,
  created_at: "2026-05-01T10:00:00.000Z",
  updated_at: "2026-05-28T12:00:00.000Z",
  archived: false,
};

function listedDeal(at) {
  return {
    id: `550e8400-e29b-41d4-a716-${at.toString(16).padStart(12, "0")}`,
    ...deal,
    external_id: `ext-${at}`,
    deal_name: `Müller & Söhne ${at}`,
    deal_stage: ["qualified", "proposal", "won"][at % 3],
    deal_owner: `owner${at % 20}@example.com`,
    amount: at * 1.25,
    city: "Łódź",
    close_date: "2026-12-24",
    notes: `00${at}`,
    is_key: at % 2 === 0,
    next_step: `Call on day ${at % 31}`,
  };
}

function list(query) {
  const [limit, offset] = [Number(query.get("limit") ?? 10), Number(query.get("offset") ?? 0)];
  const length = Math.max(0, Math.min(limit, count - offset));
  const data = Array.from({ length }, (_, at) => listedDeal(offset + at));
  return { data, pagination: { limit, offset, count: data.length } };
}

function answerTo(url, text) {
  const [path, query] = url.split("?", 2);
  if (path === "/deals") return list(new URLSearchParams(query));
  return { id: path.slice("/deals/".length), ...deal, ...(text !== "" && JSON.parse(text).fields) };
}

createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  request.on("end", () => {
    const body = JSON.stringify(answerTo(request.url, text));
    const answer = () => {
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (delay > 0) setTimeout(answer, delay);
    else answer();
  });
}).listen(0, "127.0.0.1", function listening() {
  process.stdout.write(`${this.address().port}\n`);
});
process.stdin.resume().on("end", () => process.exit());

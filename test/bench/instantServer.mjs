// Answers every GET and PATCH of a deal after `node instantServer.mjs [ms]`, as Routera would; in a process of its own, so that
// it does not share a loop with what is measured. Prints its port. Ends with its stdin.
import { createServer } from "node:http";

const after = Number(process.argv[2] ?? 0);
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

createServer((request, response) => {
  const id = request.url.slice("/deals/".length).split("?", 1)[0];
  let text = "";
  request.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  request.on("end", () => {
    const body = JSON.stringify({ id, ...deal, ...(text !== "" && JSON.parse(text).fields) });
    const answer = () => {
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (after > 0) setTimeout(answer, after);
    else answer();
  });
}).listen(0, "127.0.0.1", function listening() {
  process.stdout.write(`${this.address().port}\n`);
});
process.stdin.resume().on("end", () => process.exit());

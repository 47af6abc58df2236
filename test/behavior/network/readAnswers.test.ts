/** Answers that are not to be believed: a write is read back and decided, a read is refused. */
import { describe, it } from "vitest";
import { answer, cutBody, drip, endless, html, type Responder, silent } from "../../api/scriptedServer.ts";
import { DEAL } from "../../harness/dealServer.ts";
import { READ, runAgainstServer } from "../../harness/runAgainstServer.ts";
import { bomb, empty, errorBody, notUtf8, otherDeal } from "./answerActs.ts";

describe.concurrent("a read is refused", () => {
  const read = (GET: Responder, timeout = "5s") =>
    runAgainstServer({ GET }, { args: READ, words: ["--retries", "0", "--timeout", timeout] });

  it("a page of HTML", async ({ expect }) => {
    expect(await read(html(200))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is HTML, not JSON
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("no body", async ({ expect }) => {
    expect(await read(empty)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is empty
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("null", async ({ expect }) => {
    expect(await read(answer(200, "null"))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is not a deal
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("another deal", async ({ expect }) => {
    expect(await read(otherDeal)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is a different deal
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("no UTF-8", async ({ expect }) => {
    expect(await read(notUtf8)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is not valid UTF-8
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("an error with status 200", async ({ expect }) => {
    expect(await read(errorBody)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID reports an error with status 200: Something broke
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("201", async ({ expect }) => {
    expect(await read(answer(201, { id: DEAL, archived: false }))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID has status 201
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("arrays in arrays without end", async ({ expect }) => {
    expect(await read(answer(200, "[".repeat(1_000_000)))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is not JSON
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("numbers and arrays in arrays without end", async ({ expect }) => {
    const deep = `{"id":"${DEAL}","n":1,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(await read(answer(200, deep))).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for deal ID is not JSON
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("a gzip bomb", async ({ expect }) => {
    expect(await read(bomb)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the response is too large
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("a body without end", async ({ expect }) => {
    expect(await read(endless)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the response is too large
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("a body that drips", async ({ expect }) => {
    expect(await read(drip, "500ms")).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the request timed out
      hint: run the command again, with a longer --timeout if the network is slow
      --- asked
      GET /deals/ID"
    `);
  });
  it("a body that is cut", async ({ expect }) => {
    expect(await read(cutBody)).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the response is incomplete (ERR_HTTP_CONTENT_LENGTH_MISMATCH)
      hint: run the command again
      --- asked
      GET /deals/ID"
    `);
  });
  it("nothing at all", async ({ expect }) => {
    expect(await read(silent, "500ms")).toMatchInlineSnapshot(`
      "exit 8
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the request timed out
      hint: run the command again, with a longer --timeout if the network is slow
      --- asked
      GET /deals/ID"
    `);
  });
  it("something that is no HTTP", async ({ expect }) => {
    const ssh: Responder = (response) => response.socket?.end("SSH-2.0-OpenSSH_9.9\r\n");
    expect(await read(ssh)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the response is not valid HTTP (HPE_INVALID_CONSTANT)
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("headers without end", async ({ expect }) => {
    const headers: Responder = (response) =>
      response.socket?.write(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(20_000)}`);
    expect(await read(headers)).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: request for deal ID to http://127.0.0.1:PORT failed: the response is not valid HTTP (HPE_HEADER_OVERFLOW)
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals/ID"
    `);
  });
  it("a page of a list that is invalid", async ({ expect }) => {
    expect(
      await runAgainstServer({ GET: answer(200, { data: {} }) }, { args: ["deals", "list"] }),
    ).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for the list of deals is not a page of deals
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals?limit=100&offset=0"
    `);
    expect(
      await runAgainstServer({ GET: answer(200, { data: [{}] }) }, { args: ["deals", "list"] }),
    ).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error: the response for the list of deals contains a deal without an ID
      hint: check the base URL and its source: routera profile show
      --- asked
      GET /deals?limit=100&offset=0"
    `);
  });
});

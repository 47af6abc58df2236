/** Messages over stdin and stdout: whatever comes in, stdout holds the protocol's lines alone. */
import { PassThrough } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/host.ts";
import { StdioTransport } from "../../src/mcp/transport.ts";
import { makeHome } from "../harness/program.ts";
import { openAgent } from "./agent.ts";

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

/** What is read and answered of some bytes, with a limit of 1,000 for a message. */
async function transported(input: readonly (string | Uint8Array)[]) {
  const stdin = new PassThrough();
  const lines: string[] = [];
  const stdout = {
    isTTY: false,
    columns: undefined,
    write: async (text: string) => void lines.push(text),
  };
  const transport = new StdioTransport(
    { stdin: { isTTY: false, stream: () => stdin }, stdout, clock: systemClock },
    1_000,
  );
  const read: unknown[] = [];
  const errors: string[] = [];
  const closed = new Promise<void>((resolve) => {
    transport.onEnd = resolve;
  });
  transport.onmessage = (message) => {
    read.push(message);
    if ("id" in message && "method" in message) {
      void transport.send({ jsonrpc: "2.0", id: message.id, result: {} });
    }
  };
  transport.onerror = ({ message }) => errors.push(message);
  await transport.start();
  for (const piece of input) stdin.write(piece);
  stdin.end();
  await closed;
  return { read, errors, answers: lines.map((line) => JSON.parse(line)) };
}

describe("a line that is not a message", () => {
  it.each<[string, string | Uint8Array, number, unknown]>([
    ["no JSON", "nonsense\n", PARSE_ERROR, null],
    ["half a message", '{"jsonrpc":"2.0","id":1\n', PARSE_ERROR, null],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), PARSE_ERROR, null],
    ["too many levels", `${"[".repeat(400)}${"]".repeat(400)}\n`, INVALID_REQUEST, null],
    ["a batch", `[${PING}]\n`, INVALID_REQUEST, null],
    ["null", "null\n", INVALID_REQUEST, null],
    ["another version", '{"jsonrpc":"1.0","id":7,"method":"ping"}\n', INVALID_REQUEST, 7],
    ["an ID that is an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}\n', INVALID_REQUEST, null],
    ["too long", `{"jsonrpc":"2.0","id":1,"method":"${"x".repeat(1_000)}"}\n`, INVALID_REQUEST, null],
    ["the end of stdin in the middle", '{"jsonrpc"', PARSE_ERROR, null],
  ])("(%s) is answered with an error, and the next one is read", async (_what, line, code, id) => {
    const before = await transported([line]);
    expect(before.answers).toEqual([{ jsonrpc: "2.0", id, error: { code, message: expect.any(String) } }]);
    const { answers } = await transported([`${PING}\n`, line, "\n", `${PING}\n`]);
    expect(answers.filter(({ result }) => result)).toHaveLength(2);
    expect(answers.filter(({ error }) => error?.code === code)).toHaveLength(1);
  });

  it("but seems to be an answer is not answered", async () => {
    const { answers, errors } = await transported(['{"jsonrpc":"2.0","id":{},"error":"x"}\n']);
    expect({ answers, errors }).toEqual({ answers: [], errors: ["a response is not JSON-RPC"] });
  });

  it("and is blank counts for nothing", async () => {
    expect(await transported(["\n", " \r\n", `${PING}\r\n`])).toMatchObject({
      answers: [{ id: 1 }],
      read: [{}],
    });
  });
});

it("a message may come in any pieces, many at once, and without a line end before stdin ends", async () => {
  const bytes = Buffer.from(`${PING}\n${PING.replace("ping", "pïng")}\n${PING}`);
  const whole = await transported([bytes]);
  const single = await transported([...bytes].map((byte) => Uint8Array.of(byte)));
  expect(whole.read).toHaveLength(3);
  expect(single).toEqual(whole);
});

it("keys that mean something to JavaScript stay keys", async () => {
  const text =
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"__proto__":{"polluted":1.50}}}}\n';
  const { read } = await transported([text]);
  expect(JSON.stringify(read)).toContain('"__proto__"');
  expect({}).not.toHaveProperty("polluted");
});

describe("the server", () => {
  it("answers what it can and continues after broken lines", async () => {
    const home = makeHome();
    onTestFinished(home.remove);
    const agent = await openAgent(home, ["--profile", "sandbox"]);
    agent.write("nonsense\n[]\n");
    agent.write(
      `{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"name":"no_such_tool","arguments":{}}}\n`,
    );
    expect(JSON.parse(await agent.answerTo(900))).toMatchObject({ error: { code: -32602 } });
    agent.write('{"jsonrpc":"2.0","id":901,"method":"no/such/method"}\n');
    expect(JSON.parse(await agent.answerTo(901))).toMatchObject({ error: { code: -32601 } });
    const listed = await agent.call("list_deals", { limit: 1 });
    expect(listed.isError).toBe(false);
    const { exit, stderr, stdout } = await agent.leave();
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    for (const line of stdout.trimEnd().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  });

  it("ends when stdin ends, before or after the first message, and prints nothing else in any format", async () => {
    const home = makeHome();
    onTestFinished(home.remove);
    for (const words of [[], ["--json"], ["--format", "csv"]]) {
      const done = await home.run(["mcp", "--profile", "sandbox", ...words]);
      expect(done).toEqual({ exit: 0, signal: null, stdout: "", stderr: "" });
    }
    const input = `${PING}\n`;
    const { exit, stdout } = await home.run(["mcp", "--profile", "sandbox"], {
      input,
      env: { ROUTERA_FORMAT: "json" },
    });
    expect({ exit, answer: JSON.parse(stdout) }).toMatchObject({ exit: 0, answer: { id: 1 } });
  });

  it("says on stderr what is wrong with its settings, and on stdout nothing", async () => {
    const home = makeHome();
    onTestFinished(home.remove);
    const done = await home.run(["mcp", "--profile", "nope", "--json"], { input: `${PING}\n` });
    expect(done).toMatchObject({ exit: 2, stdout: "" });
    expect(JSON.parse(done.stderr)).toHaveProperty("error.code");
  });

  it("takes --yes and --max-changes only with --allow-apply", async () => {
    const home = makeHome();
    onTestFinished(home.remove);
    for (const words of [["--yes"], ["--max-changes", "5"]]) {
      expect(await home.run(["mcp", ...words])).toMatchObject({ exit: 2, stdout: "" });
    }
  });
});

/** What a command line may say, as a user types it: taken word for word, or refused before anything is sent. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEAL, type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome, type ProcessResult, type RunOptions } from "../../harness/program.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

/** Runs `deals update <id> …` against a server of its own. */
async function update(
  words: readonly string[],
  { id = DEAL, ...options }: RunOptions & { readonly id?: string } = {},
): Promise<ProcessResult & { readonly server: DealServer }> {
  const server = await dealServer({}, { id });
  try {
    const call = await home.run(["deals", "update", id, ...words], { env: server.env, ...options });
    return { ...call, server };
  } finally {
    await server.close();
  }
}

describe.concurrent("a value that is taken arrives byte for byte", () => {
  const taken: readonly (readonly [
    what: string,
    words: readonly string[],
    fields: string,
    input?: string,
  ])[] = [
    ["plain text", ["--field", "deal_name=Enterprise plan"], '{"deal_name":"Enterprise plan"}'],
    ["a text that looks like a file", ["--field", "deal_name=@/etc/passwd"], '{"deal_name":"@/etc/passwd"}'],
    ["a text that looks like a boolean", ["--field", "a=true"], '{"a":"true"}'],
    ["a text that looks like a number", ["--field", "a=1.10"], '{"a":"1.10"}'],
    ["a text that looks like null", ["--field", "a=null"], '{"a":"null"}'],
    ["a text that looks like JSON", ["--field", 'a={"b":1}'], '{"a":"{\\"b\\":1}"}'],
    ["spaces at both ends", ["--field", "a=  x  "], '{"a":"  x  "}'],
    ["nothing", ["--field", "a="], '{"a":""}'],
    ["= in the value", ["--field", "a=b=c="], '{"a":"b=c="}'],
    ["line breaks", ["--field", "a=one\ntwo\r\n"], '{"a":"one\\ntwo\\r\\n"}'],
    ["a value that looks like a flag", ["--field", "a=--field"], '{"a":"--field"}'],
    ["text beyond the first plane", ["--field", "a=𝄞 東京 é"], '{"a":"𝄞 東京 é"}'],
    ["the flag and the value in one word", ["--field=a=b"], '{"a":"b"}'],
    ["digits that no double keeps", ["--field-json", "a=9007199254740993"], '{"a":9007199254740993}'],
    ["a zero at the end", ["--field-json", "a=1.10"], '{"a":1.10}'],
    ["an exponent", ["--field-json", "a=1E+400"], '{"a":1E+400}'],
    ["minus zero", ["--field-json", "a=-0"], '{"a":-0}'],
    ["numbers inside", ["--field-json", 'a=[1.0,{"b":2.50}]'], '{"a":[1.0,{"b":2.50}]}'],
    ["a boolean", ["--field-json", "a=true"], '{"a":true}'],
    ["a JSON text", ["--field-json", 'a="5"'], '{"a":"5"}'],
    ["null", ["--field-json", "a=null"], '{"a":null}'],
    ["an emptied field", ["--clear", "next_step"], '{"next_step":null}'],
    [
      "a text from stdin, nothing trimmed",
      ["--field-file", "a=-"],
      '{"a":"\ufeff one\\n\\n"}',
      "\ufeff one\n\n",
    ],
    ["an empty stdin", ["--field-file", "a=-"], '{"a":""}', ""],
    [
      "a whole object from stdin, with its digits",
      ["--fields-json", "-"],
      '{"amount":1.10,"big":12345678901234567890,"deal_name":"x"}',
      '{ "amount": 1.10, "big": 12345678901234567890,\n "deal_name": "x" }',
    ],
    [
      "several at once",
      ["--field", "a=1", "--field-json", "b=1", "--clear", "c", "--fields-json", "-"],
      '{"d":true,"a":"1","b":1,"c":null}',
      '{"d":true}',
    ],
  ];

  for (const [what, words, fields, input = ""] of taken) {
    it(what, async ({ expect }) => {
      const { server, exit, stderr } = await update(words, { input });
      expect({ exit, stderr, sent: server.seen.map(({ method, body }) => [method, body]) }).toEqual({
        exit: 0,
        stderr: "",
        sent: [["PATCH", `{"fields":${fields}}`]],
      });
    });
  }

  it("longer than any argument, through a file", async () => {
    const value = "ä\n".repeat(1_000_000);
    const { server, exit, stderr } = await update([
      "--field-file",
      `a=${home.write("long.txt", value)}`,
      "--select",
      "id",
    ]);
    expect({ exit, stderr, sent: server.deal().a === value }).toEqual({ exit: 0, stderr: "", sent: true });
  });
});

describe.concurrent("an id goes into the path percent-encoded", () => {
  it.each([
    ["a b", "a%20b"],
    ["ä", "%C3%A4"],
    ["x'y", "x%27y"],
    ["a:b@c", "a%3Ab%40c"],
    ["a;b,c&d=e+f", "a%3Bb%2Cc%26d%3De%2Bf"],
    ["...", "..."],
    ["-", "-"],
    ["𝄞", "%F0%9D%84%9E"],
    ["<script>", "%3Cscript%3E"],
  ])("%s", async (id, path) => {
    const { server, exit, stderr } = await update(["--field", "deal_name=x"], { id });
    expect({ exit, stderr, asked: server.asked() }).toEqual({
      exit: 0,
      stderr: "",
      asked: [`PATCH /deals/${path}`],
    });
  });

  it("an id that looks like a flag, behind --", async () => {
    const server = await dealServer({}, { id: "--json" });
    const call = await home.run(["deals", "get", "--", "--json"], { env: server.env });
    await server.close();
    expect([call.exit, call.stderr, server.asked()]).toEqual([0, "", ["GET /deals/--json"]]);
  });
});

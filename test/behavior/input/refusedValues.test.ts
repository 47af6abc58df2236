/** What a command line may say, as a user types it: taken word for word, or refused before anything is sent. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEAL, type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

describe("refused before anything is sent", () => {
  let server: DealServer;
  beforeAll(async () => {
    server = await dealServer();
  });
  afterAll(async () => server.close());

  async function refused(args: readonly string[], input: string | Uint8Array = ""): Promise<string> {
    const call = await home.run(args, { env: server.env, input });
    expect(server.connections()).toBe(0);
    return transcript(call);
  }

  const set = (...words: string[]) => ["deals", "update", DEAL, ...words];
  const onlyFor = (id: string) => ["deals", "update", id, "--field", "a=b"];
  const TAKE_ID =
    "hint: use an ID such as 550e8400-e29b-41d4-a716-446655440000 from the list of deals: routera deals list";

  it.each<readonly [what: string, id: string, problem: string]>([
    ["an empty id", "", 'the deal ID "" is empty'],
    ["a dot", ".", 'the deal ID "." would change the path of the request'],
    ["two dots", "..", 'the deal ID ".." would change the path of the request'],
    ["encoded dots", "%2e%2e", 'the deal ID "%2e%2e" contains a percent sign'],
    ["a slash", "a/b", 'the deal ID "a/b" contains a slash'],
    ["a way up", "../oauth2/token", 'the deal ID "../oauth2/token" contains a slash'],
    ["a backslash", "a\\b", 'the deal ID "a\\\\b" contains a slash'],
    ["a line break", "a\nb", 'the deal ID "a\\nb" contains a control character'],
    ["an escape sequence", "\u001b[2J", 'the deal ID "\\u001b[2J" contains a control character'],
    ["C1", "a\u009b2Jb", 'the deal ID "a\\x9b2Jb" contains a control character'],
    ["a query", "a?b=c", 'the deal ID "a?b=c" contains ? or #'],
    ["a fragment", "a#b", 'the deal ID "a#b" contains ? or #'],
    ["a space at the end", "a ", 'the deal ID "a " starts or ends with white space'],
    ["a line separator", "a\u2028b", 'the deal ID "a\\u2028b" contains a control character'],
    ["too much", "x".repeat(600), `the deal ID "${"x".repeat(80)}…" is longer than 512 characters`],
  ])("an id: %s", async (_what, id, problem) => {
    const expected = `exit 2\n--- stderr\nerror: ${problem}\n${TAKE_ID}`;
    expect(await refused(onlyFor(id))).toBe(expected);
    expect(await refused(["deals", "get", id])).toBe(expected);
  });

  type Refused = readonly [what: string, words: readonly string[], says: string, input?: string | Uint8Array];
  const fields: readonly Refused[] = [
    ["nothing to set", [], "error: no fields to update\nhint: add --field 'deal_name=Enterprise plan'"],
    [
      "no =",
      ["--field", "deal_name"],
      'error: --field "deal_name" has no "="\nhint: use --field deal_name=value',
    ],
    [
      "no key",
      ["--field", "=x"],
      "error: a field name is empty\nhint: use --field 'deal_name=Enterprise plan'",
    ],
    [
      "the same key twice",
      ["--field", "a=1", "--field", "a=1"],
      'error: "a" is set more than once (again by --field)\nhint: set each field once',
    ],
    [
      "the same key by two flags",
      ["--field", "a=1", "--clear", "a"],
      'error: "a" is set more than once (again by --clear)\nhint: set each field once',
    ],
    [
      "the same key in the object",
      ["--field", "a=1", "--fields-json", "-"],
      'error: "a" is set more than once (again by --fields-json)\nhint: set each field once',
      '{"a":2}',
    ],
    [
      "a key twice in the object",
      ["--fields-json", "-"],
      "error: --fields-json: stdin is not a JSON object: Duplicate key 'a' encountered at position 9\n" +
        'hint: write an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
      '{"a":1, "a":2}',
    ],
    [
      "__proto__",
      ["--field", "__proto__=x"],
      'error: "__proto__" is not a valid field name\nhint: list the field names: routera deals list --limit 1 --json',
    ],
    [
      "constructor",
      ["--field-json", "constructor={}"],
      'error: "constructor" is not a valid field name\nhint: list the field names: routera deals list --limit 1 --json',
    ],
    [
      "__proto__ in the object",
      ["--fields-json", "-"],
      'error: "__proto__" is not a valid field name\nhint: list the field names: routera deals list --limit 1 --json',
      '{"__proto__":{"a":1}}',
    ],
    [
      "a system field",
      ["--field", "id=x"],
      'error: "id" is read-only\nhint: remove it; other fields can be set',
    ],
    [
      "a system field, emptied",
      ["--clear", "created_at"],
      'error: "created_at" is read-only\nhint: remove it; other fields can be set',
    ],
    [
      "archiving by the back door",
      ["--field-json", "archived=false"],
      'error: "archived" is read-only\n' + "hint: archive and restore deals in Routera",
    ],
    [
      "a system field in the object",
      ["--fields-json", "-"],
      'error: "archived_by" is read-only\n' + "hint: archive and restore deals in Routera",
      '{"archived_by":"me"}',
    ],
    [
      "words that are no JSON",
      ["--field-json", "a=hello"],
      "error: --field-json a: \"hello\" is not JSON: JSON value expected but got 'h' at position 0\n" +
        "hint: for a plain string, use --field a=TEXT\nhint: for a JSON string, add quotes: --field-json 'a=\"text\"'",
    ],
    [
      "no JSON at all",
      ["--field-json", "a="],
      'error: --field-json a: "" is not JSON: JSON value expected but reached end of input at position 0\n' +
        "hint: for a plain string, use --field a=TEXT\nhint: for a JSON string, add quotes: --field-json 'a=\"text\"'",
    ],
    [
      "an array for an object",
      ["--fields-json", "-"],
      'error: --fields-json: stdin is not a JSON object\nhint: write an object such as {"deal_name": "Enterprise plan"}',
      "[1]",
    ],
    [
      "an empty object",
      ["--fields-json", "-"],
      "error: the object of --fields-json is empty: no fields to update\n" +
        'hint: write an object such as {"deal_name": "Enterprise plan", "amount": 5000}',
      "{}",
    ],
    [
      "bytes that are no UTF-8",
      ["--field-file", "a=-"],
      "error: --field-file a: stdin is not valid UTF-8\nhint: convert it to UTF-8, for example with iconv",
      new Uint8Array([0x61, 0xff]),
    ],
    [
      "a file that is not there",
      ["--field-file", "a=missing.txt"],
      'error: --field-file a: "missing.txt" cannot be read: no such file or directory (ENOENT)\nhint: check the name and the permissions of the file: ls -l missing.txt',
    ],
    [
      "a directory",
      ["--field-file", "a=."],
      'error: --field-file a: "." cannot be read: it is a directory (EISDIR)\nhint: check the name and the permissions of the file: ls -l .',
    ],
    [
      "no file",
      ["--field-file", "a="],
      "error: --field-file a= requires a file name\nhint: use --field-file a=notes.txt",
    ],
    [
      "stdin twice",
      ["--field-file", "a=-", "--fields-json", "-"],
      "error: stdin (-) can be read only once\nhint: read one of the values from a file",
    ],
  ];
  for (const [what, words, says, input] of fields) {
    it(`a field: ${what}`, async () => {
      expect(await refused(set(...words), input)).toBe(`exit 2\n--- stderr\n${says}`);
    });
  }

  it.each<readonly [what: string, args: readonly string[], says: string]>([
    [
      "a command that is not there",
      ["deal"],
      "error: unknown command 'deal' (Did you mean deals?)\nhint: routera --help",
    ],
    [
      "a second word that is not there",
      ["deals", "updat", DEAL],
      "error: unknown command 'updat' (Did you mean update?)\nhint: routera deals --help",
    ],
    [
      "a group alone",
      ["sandbox"],
      "error: routera sandbox requires a command: serve\nhint: routera sandbox --help",
    ],
    [
      "a flag that is not there",
      set("--feild", "a=b"),
      "error: unknown option '--feild' (Did you mean --field?)\nhint: routera deals update --help",
    ],
    [
      "a flag that is not there, with a secret",
      set("--passwrd=hunter2"),
      "error: unknown option '--passwrd'\nhint: routera deals update --help",
    ],
    [
      "a token on the command line",
      set("--field", "a=b", "--token", "hunter2"),
      "error: there is no --token flag: other users and the shell history can see command lines\n" +
        "hint: set ROUTERA_TOKEN in the environment, or log in: routera auth login",
    ],
    [
      "no id",
      ["deals", "update", "--field", "a=b"],
      "error: missing required argument 'id'\nhint: routera deals update --help",
    ],
    [
      "two ids",
      ["deals", "update", "a", "b", "--field", "x=1"],
      "error: too many arguments for 'update'. Expected 1 argument but got 2.\nhint: routera deals update --help",
    ],
    [
      "a flag without its value",
      set("--field"),
      "error: option '--field <key=value>' argument missing\nhint: routera deals update --help",
    ],
    [
      "a format that is not there",
      set("--field", "a=b", "--format", "xml"),
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, json, ndjson, csv.\n" +
        "hint: routera deals update --help",
    ],
    [
      "two formats",
      set("--field", "a=b", "--json", "--format", "csv"),
      '{"error":{"code":"two_formats","message":"--json and --format csv cannot be used together","status":null,' +
        '"retryable":false,"outcome":"not_applied","hint":"remove one of them","command":null,"exit_code":2}}',
    ],
    [
      "an empty key to select",
      set("--field", "a=b", "--select", "id,"),
      "error: --select contains an empty key\nhint: use --select id,deal_name",
    ],
    [
      "a time that is none",
      set("--field", "a=b", "--timeout", "soon"),
      'error: --timeout must be a duration, got "soon"\nhint: use a duration such as 30s, 500ms or 2m',
    ],
    [
      "an escape sequence in a flag",
      ["deals", "get", "x", "--\u001b[31mred"],
      "error: unknown option '--\\x1b[31mred'\nhint: routera deals get --help",
    ],
    [
      "an escape sequence in a command",
      ["\u001b]0;title\u0007"],
      "error: unknown command '\\x1b]0;title\\x07'\nhint: routera --help",
    ],
  ])("%s", async (_what, args, says) => {
    expect(await refused(args)).toBe(`exit 2\n--- stderr\n${says}`);
  });

  it("says it in JSON too", async () => {
    expect(await refused([...onlyFor(".."), "--json"])).toBe(
      'exit 2\n--- stderr\n{"error":{"code":"bad_deal_id","message":"the deal ID \\"..\\" would change the path of the request",' +
        '"status":null,"retryable":false,"outcome":"not_applied",' +
        '"hint":"use an ID such as 550e8400-e29b-41d4-a716-446655440000 from the list of deals: routera deals list","command":["routera","deals","list"],"exit_code":2}}',
    );
  });
});

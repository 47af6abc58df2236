import { describe, expect, it } from "vitest";
import { type AssignmentWords, parseAssignments } from "../../src/cli/arguments/assignments.ts";
import { joinFields, parseWholeObject } from "../../src/deals/assignments.ts";
import { Failure } from "../../src/failure.ts";
import { printJson } from "../../src/json.ts";
import { withCliWording } from "../harness/text/cliText.ts";

const none: AssignmentWords = { field: [], fieldJson: [], fieldFile: [], clear: [], fieldsJson: undefined };

function set(words: Partial<AssignmentWords>) {
  return Object.fromEntries(parseAssignments({ ...none, ...words }).byName);
}

function code(words: Partial<AssignmentWords>): string {
  try {
    set(words);
  } catch (error) {
    if (error instanceof Failure && error.kind === "usage") return error.code;
    throw error;
  }
  return "accepted";
}

describe("a value given by --field", () => {
  it.each([
    ["deal_name=Enterprise plan", "deal_name", "Enterprise plan"],
    ["a=b=c", "a", "b=c"],
    ["a=", "a", ""],
    ["a= padded ", "a", " padded "],
    ["a=true", "a", "true"],
    ["a=null", "a", "null"],
    ["a=12", "a", "12"],
    ["a=@file", "a", "@file"],
    ["a=line\nbreak", "a", "line\nbreak"],
    ["a=-", "a", "-"],
    ["a=--json", "a", "--json"],
    ["toString=x", "toString", "x"],
  ])("%j is the literal text", (word, name, value) => {
    expect(set({ field: [word] })).toEqual({ [name]: { from: "text", value } });
  });
});

describe("a value given by --field-json", () => {
  it.each([
    "5000",
    "1.10",
    "12345678901234567890",
    "-0.0",
    "1e400",
    "true",
    "null",
    '"text"',
    '["a",{"b":1.0}]',
  ])("%s keeps its digits", (json) => {
    const { a } = set({ fieldJson: [`a=${json}`] });
    expect(a?.from === "json" && printJson(a.value)).toBe(json);
  });
});

it("--clear sends null later, --field-file names a file, --fields-json a whole object", () => {
  expect(set({ clear: ["a"], fieldFile: ["b=notes=1.txt"] })).toEqual({
    a: { from: "clear" },
    b: { from: "file", path: "notes=1.txt" },
  });
  expect(parseAssignments({ ...none, fieldsJson: "-" }).whole).toBe("-");
});

it.each([
  ["no equals sign", { field: ["deal_name"] }, "missing_equals"],
  ["empty key", { field: ["=x"] }, "empty_field_name"],
  ["blank key", { field: ["  =x"] }, "empty_field_name"],
  ["padded key", { field: [" a=x"] }, "bad_field_name"],
  ["prototype", { field: ["__proto__=x"] }, "forbidden_field"],
  ["constructor", { fieldJson: ["constructor={}"] }, "forbidden_field"],
  ["prototype, cleared", { clear: ["prototype"] }, "forbidden_field"],
  ["id", { field: ["id=x"] }, "system_field"],
  ["created_at", { field: ["created_at=x"] }, "system_field"],
  ["updated_at", { fieldFile: ["updated_at=x"] }, "system_field"],
  ["archived", { fieldJson: ["archived=true"] }, "system_field"],
  ["archived_by", { clear: ["archived_by"] }, "system_field"],
  ["control character in the key", { field: ["a\u0007=x"] }, "bad_field_name"],
  ["the same key twice", { field: ["a=1", "a=2"] }, "duplicate_field"],
  ["the same key by two flags", { field: ["a=1"], clear: ["a"] }, "duplicate_field"],
  ["broken JSON", { fieldJson: ["a={"] }, "bad_json"],
  ["a bare word as JSON", { fieldJson: ["a=proposal"] }, "bad_json"],
  ["empty JSON", { fieldJson: ["a="] }, "bad_json"],
  ["a key twice inside JSON", { fieldJson: ['a={"x":1,"x":2}'] }, "bad_json"],
  ["no file named", { fieldFile: ["a="] }, "empty_path"],
  ["stdin twice", { fieldFile: ["a=-", "b=-"] }, "duplicate_stdin"],
  ["stdin twice, once whole", { fieldFile: ["a=-"], fieldsJson: "-" }, "duplicate_stdin"],
  ["a lone surrogate", { field: ["a=\ud800"] }, "bad_text"],
  ["nothing", {}, "nothing_to_set"],
])("%s is refused", (_name, words, expected) => {
  expect(code(words as Partial<AssignmentWords>)).toBe(expected);
});

it.each<[Partial<AssignmentWords>, string, string]>([
  [{ field: ["deal_name"] }, '--field "deal_name" has no "="', "use --field deal_name=value"],
  [{ fieldJson: [""] }, '--field-json "" has no "="', "use --field-json key=value"],
  [{ fieldFile: ["x"] }, '--field-file "x" has no "="', "use --field-file x=value"],
  [{ fieldFile: ["a="] }, "--field-file a= requires a file name", "use --field-file a=notes.txt"],
  [{ fieldJson: ["a=b"] }, '--field-json a: "b" is not JSON: ', "--field-json 'a=\"text\"'"],
  [{ field: ["a=\ud800"] }, 'the value of "a" is not valid Unicode', "lone surrogate"],
  [{ fieldFile: ["a=-", "b=-"] }, "stdin (-) can be read only once", "read one of the values from a file"],
  [{}, "no fields to update", "add --field"],
  [{ field: ["a=1", "a=2"] }, '"a" is set more than once (again by --field)', "set each field once"],
  [{ field: ["a=1"], fieldJson: ["a=2"] }, '"a" is set more than once (again by --field-json)', "once"],
  [{ field: ["a=1"], fieldFile: ["a=f"] }, '"a" is set more than once (again by --field-file)', "once"],
  [{ field: ["a=1"], clear: ["a"] }, '"a" is set more than once (again by --clear)', "once"],
])("%j: the message names the word, the hint what to write", (words, message, hint) => {
  expect(() => withCliWording(() => set(words))).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  );
});

it("`-` is stdin for files alone", () => {
  expect(code({ field: ["a=-", "b=-"], fieldFile: ["c=-"] })).toBe("accepted");
});

describe("a whole object", () => {
  it.each([
    ["[]", "bad_json"],
    ["5", "bad_json"],
    ["{", "bad_json"],
    ['{"a":1,"a":2}', "bad_json"],
    ['{"id":"x"}', "system_field"],
    ['{"__proto__":{"polluted":true}}', "forbidden_field"],
  ])("%s is refused", (text, expected) => {
    expect(() => parseWholeObject(text, "f.json")).toThrow(expect.objectContaining({ code: expected }));
  });

  it.each([
    ["{", "-", "--fields-json: stdin is not a JSON object: ", "write an object such as"],
    ["[]", "f.json", "--fields-json: f.json is not a JSON object", "write an object such as {"],
  ])("%s of %s: the message names the source", (text, path, message, hint) => {
    expect(() => withCliWording(() => parseWholeObject(text, path))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    );
  });

  it("joins with single assignments, each field once", () => {
    const whole = parseWholeObject('{"a": 1.10, "b": null}', "f.json");
    expect(printJson(joinFields({ c: "x" }, whole))).toBe('{"a":1.10,"b":null,"c":"x"}');
    expect(() => joinFields({ a: "x" }, whole)).toThrow(expect.objectContaining({ code: "duplicate_field" }));
    expect(() => joinFields({}, {})).toThrow(expect.objectContaining({ code: "nothing_to_set" }));
  });
});

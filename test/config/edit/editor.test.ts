import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConfigEditor, editText } from "../../../src/config/edit/editor.ts";
import { parseYaml } from "../../../src/config/file/yaml.ts";

const edit = (text: string, how: (config: ConfigEditor) => void) =>
  editText(text, "yaml", "config.yaml", how);
const retries = (config: ConfigEditor) => config.set(["profiles", "work", "retries"], 1);
const RETRIES = "  work:\n    retries: 1\n";

describe("an edit of a YAML text", () => {
  it.each<[string, string, (config: ConfigEditor) => void, string]>([
    ["below a comment", "profiles:\n  # none yet\n", retries, `profiles:\n  # none yet\n${RETRIES}`],
    [
      "beside a comment",
      "profiles:\n  work: # my work\n  # of other\n  other: {}\n",
      retries,
      "profiles:\n  work: # my work\n    retries: 1\n  # of other\n  other: {}\n",
    ],
    [
      "between comments",
      "profiles:\n  work: # mine\n    # slow\n    timeout: 5s # line\n    # no more\n\n  # of other\n  other: {} # x\n# end\n",
      retries,
      "profiles:\n  work: # mine\n    # slow\n    timeout: 5s # line\n    retries: 1\n    # no more\n\n  # of other\n  other: {} # x\n# end\n",
    ],
    ["in an empty file", "", retries, `profiles:\n${RETRIES}`],
    ["in a file of comments", "# mine", retries, `# mine\nprofiles:\n${RETRIES}`],
    ["into an empty map", "profiles: {} # x\n", retries, `profiles: # x\n${RETRIES}`],
    ["into null", "profiles: ~\n", retries, `profiles:\n${RETRIES}`],
    [
      "on one line",
      "profiles: { work: { timeout: 5s } } # x",
      retries,
      "profiles: { work: { timeout: 5s, retries: 1 } } # x",
    ],
    [
      "on one line, written again",
      "profiles: { other: {} }\n",
      retries,
      "profiles: { other: {}, work: { retries: 1 } }\n",
    ],
    [
      "four spaces",
      "profiles:\n    other:\n        timeout: 5s\n",
      (config) => config.set(["profiles", "work", "properties"], ["a", "b: c"]),
      'profiles:\n    other:\n        timeout: 5s\n    work:\n        properties:\n            - a\n            - "b: c"\n',
    ],
    [
      "without a newline at the end",
      "profiles:\n  a:\n    rate: 1",
      retries,
      `profiles:\n  a:\n    rate: 1\n${RETRIES}`,
    ],
    [
      "of Windows",
      "# mine\r\nprofiles:\r\n  work:\r\n    rate: 1 # x\r\n",
      retries,
      "# mine\r\nprofiles:\r\n  work:\r\n    rate: 1 # x\r\n    retries: 1\r\n",
    ],
    [
      "a list whose items have comments",
      "profiles:\n  work:\n    properties:\n      # first\n      - a # one\n      # second\n      - b # two\n      - c\n    rate: 1\n",
      (config) => config.set(["profiles", "work", "properties"], ["b", "new", "a"]),
      "profiles:\n  work:\n    properties:\n      # first\n      # second\n      - b # two\n      - new\n      - a # one\n    rate: 1\n",
    ],
    [
      "a list that is not indented",
      "profiles:\n  work:\n    properties:\n    - a\n    rate: 1\n",
      (config) => config.set(["profiles", "work", "properties"], ["b"]),
      "profiles:\n  work:\n    properties:\n    - b\n    rate: 1\n",
    ],
    [
      "quotes",
      `profiles:\n  work:\n    caFile: 'a b' # x\n    timeout: "5s"\n    clientId: me\n`,
      (config) => {
        config.set(["profiles", "work", "caFile"], "it's");
        config.set(["profiles", "work", "timeout"], "6s");
        config.set(["profiles", "work", "clientId"], "007");
      },
      `profiles:\n  work:\n    caFile: 'it''s' # x\n    timeout: "6s"\n    clientId: "007"\n`,
    ],
    [
      "the first key goes, what stood above it stays",
      "# my file\n\n# usual\nprofile: work # now\nprofiles:\n  work: {}\n",
      (config) => config.remove(["profile"]),
      "# my file\n\n# usual\nprofiles:\n  work: {}\n",
    ],
    [
      "a profile goes with what stands in it",
      "profiles:\n  # at work\n  work:\n    rate: 1 # x\n    # retries: 5\n  # other\n  other: {}\n",
      (config) => config.remove(["profiles", "work"]),
      "profiles:\n  # at work\n  # other\n  other: {}\n",
    ],
    [
      "the last one goes",
      "profiles: # mine\n  work:\n    rate: 1\n# end\n",
      (config) => config.remove(["profiles", "work"]),
      "profiles: {} # mine\n# end\n",
    ],
    [
      "on one line, the middle goes",
      "profiles: { a: {}, work: { rate: 1 }, b: { rate: 2, retries: 3 } }\n",
      (config) => {
        config.remove(["profiles", "work"]);
        config.remove(["profiles", "b", "retries"]);
      },
      "profiles: { a: {}, b: { rate: 2 } }\n",
    ],
    [
      "nothing is there to go",
      "profiles:\n  a: {}\n",
      (config) => config.remove(["profiles", "x", "token"]),
      "profiles:\n  a: {}\n",
    ],
    [
      "a name that is a number",
      "profiles:\n  2024:\n    rate: 1\n",
      (config) => {
        config.set(["profiles", "2024", "rate"], 2);
        config.set(["profiles", "2025", "rate"], 3);
      },
      'profiles:\n  2024:\n    rate: 2\n  "2025":\n    rate: 3\n',
    ],
  ])("%s", async (_name, before, how, after) => expect(await edit(before, how)).toBe(after));

  it("keeps every comment and says what was meant, however it is written", async () => {
    const value = fc.oneof(
      fc.constantFrom("5s", "'a b'", '"x"', "7", "true", "[ a, b ]", "[]", "|\n        text\n"),
      fc.constant("\n      - a # C\n      # C\n      - b"),
    );
    const keys = fc.uniqueArray(fc.constantFrom("timeout", "caFile", "token", "properties", "2024"), {
      maxLength: 4,
    });
    const note = fc.constantFrom("", " # C");
    const line = fc.constantFrom("", "    # C\n", "\n", "  # C\n");
    const profile = keys.chain((names) =>
      fc.tuple(...names.map((name) => fc.tuple(line, fc.constant(name), value, note))),
    );
    const body = fc.oneof(
      profile.map((all) =>
        all
          .map(
            ([above, key, text, beside]) =>
              `${above}    ${key}: ${text}${/[|\n]/.test(text) ? "" : beside}\n`,
          )
          .join(""),
      ),
      fc.constantFrom("{}", "{ timeout: 5s } # C\n", "~ # C\n", "{ timeout: 5s,\n     caFile: x }\n"),
    );
    const file = fc.uniqueArray(fc.tuple(fc.constantFrom("work", "other", "2024"), note, body), {
      selector: ([name]) => name,
    });
    const text = fc
      .tuple(fc.constantFrom("", "# C\n", "profile: work # C\n", "# C\n\nprofile: work\n"), file)
      .map(
        ([top, profiles]) =>
          `${top}profiles:\n${profiles.map(([name, beside, inside]) => (/^[{~]/.test(inside) ? `  ${name}: ${inside.trimEnd()}\n` : `  ${name}:${beside}\n${inside}`)).join("")}`,
      );
    const path = fc.tuple(
      fc.constantFrom("work", "other", "2024", "new"),
      fc.constantFrom("timeout", "caFile", "properties", "2024", "rate"),
    );
    const set = fc.constantFrom<unknown>("9s", 5, true, ["a", "z"], [], "a: b", "#");
    await fc.assert(
      fc.asyncProperty(text, path, fc.option(set), async (before, [name, key], to) => {
        const read = (one: string) =>
          (parseYaml(one, "x").data ?? {}) as { profiles: Record<string, Record<string, unknown>> };
        const after = await edit(before, (config) =>
          to === null ? config.remove(["profiles", name, key]) : config.set(["profiles", name, key], to),
        );
        const meant = read(before);
        if (to !== null)
          meant.profiles = { ...meant.profiles, [name]: { ...meant.profiles?.[name], [key]: to } };
        else if (meant.profiles?.[name]) delete meant.profiles[name][key];
        expect(read(after)).toEqual(meant);
        const untouched = before.split("\n").filter((one) => /^ *#/.test(one) && !/^ {5}/.test(one));
        const left = after.split("\n");
        for (const one of untouched) expect(left.splice(left.indexOf(one), 1)).toEqual([one]);
      }),
      { numRuns: 300 },
    );
  });
});

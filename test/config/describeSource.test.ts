import { expect, it } from "vitest";
import { describeSource } from "../../src/config/settings.ts";
import { sentence } from "../harness/text/cliText.ts";

it.each([
  [{ from: "flag", option: "timeout" }, "--timeout"],
  [{ from: "environment", variable: "token" }, "ROUTERA_TOKEN"],
  [
    { from: "project", file: "./.routerarc", profile: "staging" },
    "project config ./.routerarc (profile staging)",
  ],
  [
    { from: "user", file: "/h/config.yaml", profile: "default" },
    "user config /h/config.yaml (profile default)",
  ],
  [{ from: "sandbox" }, "built-in sandbox"],
  [{ from: "default" }, "default"],
] as const)("%j", (source, words) => {
  expect(sentence(describeSource(source))).toBe(words);
});

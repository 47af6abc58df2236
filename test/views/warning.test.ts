import { expect, it } from "vitest";
import { plainStyle } from "../../src/terminal/style.ts";
import { noteText, warningJson, warningText } from "../../src/views/failure.ts";

it("a warning is one safe line, or one line of JSON", () => {
  const text = "file \u001b[2J\nname ##[group]";
  expect(warningText(text, plainStyle)).toBe("warning: file \\x1b[2J\\nname \\x23#[group]\n");
  expect(noteText(text, plainStyle)).toBe("note: file \\x1b[2J\\nname \\x23#[group]\n");
  expect(warningJson(text)).toBe(
    '{"warning":{"code":"notice","message":"file \\u001b[2J\\nname ##\\u005bgroup]"}}\n',
  );
});

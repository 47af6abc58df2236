/** How tests are written. */
import { describe, expect, it } from "vitest";
import { filesBelow, textOf } from "./sources.ts";

const textOfTest = (file: string) => textOf(`test/${file}`);

describe("tests", () => {
  // Files share the modules of their worker: such a hook would belong to the first one alone.
  it("have no hooks in the modules that they share", () => {
    const hooked = filesBelow("test", (file) => file.endsWith(".ts") && !file.endsWith(".test.ts")).filter(
      (file) => /^(before|after)(All|Each)\(/m.test(textOfTest(file)),
    );
    expect(hooked).toEqual([]);
  });

  it("launch the program only in files of the project `process`", () => {
    const launches =
      /\.(launch|shell|start)\(\[?["'`]|\bhome(\(\))?\.(launch|shell|start)\(|\b(inTerminal|traced)\(|import .*\bLAUNCHER\b/;
    const launching = filesBelow(
      "test",
      (file) => file.endsWith(".test.ts") && !file.endsWith(".process.test.ts"),
    ).filter((file) => launches.test(textOfTest(file)));
    expect(launching).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { colorLevel, plainStyle, styleFor } from "../../src/terminal/style.ts";

type Case = [flag: boolean | undefined, env: Record<string, string>, isTTY: boolean, level: number];

describe("colorLevel", () => {
  it.each<Case>([
    [undefined, {}, false, 0],
    [undefined, {}, true, 1],
    [undefined, { TERM: "xterm" }, true, 1],
    [undefined, { TERM: "xterm-256color" }, true, 2],
    [undefined, { TERM: "xterm-256color" }, false, 0],
    [undefined, { TERM: "xterm-256color", COLORTERM: "truecolor" }, true, 3],
    [undefined, { TERM: "dumb", COLORTERM: "truecolor" }, true, 0],
    // FORCE_COLOR over the terminal
    [undefined, { FORCE_COLOR: "0", TERM: "xterm-256color" }, true, 0],
    [undefined, { FORCE_COLOR: "false" }, true, 0],
    [undefined, { FORCE_COLOR: "" }, false, 0],
    [undefined, { FORCE_COLOR: "", TERM: "xterm" }, true, 1],
    [undefined, { FORCE_COLOR: "true" }, false, 1],
    [undefined, { FORCE_COLOR: "1" }, false, 1],
    [undefined, { FORCE_COLOR: "2" }, false, 2],
    [undefined, { FORCE_COLOR: "3" }, false, 3],
    [undefined, { FORCE_COLOR: "3", TERM: "dumb" }, false, 3],
    // NO_COLOR over FORCE_COLOR, when it says something
    [undefined, { NO_COLOR: "1", FORCE_COLOR: "3" }, true, 0],
    [undefined, { NO_COLOR: "0" }, true, 0],
    [undefined, { NO_COLOR: "", TERM: "xterm" }, true, 1],
    // the flag over everything
    [true, { NO_COLOR: "1" }, false, 1],
    [true, { NO_COLOR: "1", TERM: "xterm-256color" }, false, 2],
    [true, { TERM: "dumb" }, false, 1],
    [false, { FORCE_COLOR: "3" }, true, 0],
  ])("flag %s, %j, TTY %s → %i", (flag, env, isTTY, level) => {
    expect(colorLevel({ flag, env, isTTY })).toBe(level);
  });
});

describe("styleFor", () => {
  it("is plain at level 0, whatever the process says", async () => {
    expect(await styleFor(0)).toBe(plainStyle);
    expect(plainStyle.red("x")).toBe("x");
  });

  it("colors at level 1, whatever the process says", async () => {
    const style = await styleFor(1);
    expect(style.bold("x")).toBe("\u001b[1mx\u001b[22m");
    expect(style.red("x")).toBe("\u001b[31mx\u001b[39m");
  });
});

import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import type { CompiledCode } from "../src/files/launch/codeCache.ts";
import { createLoader } from "../src/load.ts";

/** A loader of files by their texts. */
function loaderOf(
  texts: Readonly<Record<string, string>>,
  find: (name: string) => CompiledCode | undefined = () => undefined,
) {
  const files = {
    builtin: (name: string) => ({ builtin: name }),
    read: (name: string) => {
      const text = texts[name];
      if (text === undefined) throw new Error(`no ${name}`);
      return Buffer.from(text);
    },
  };
  return createLoader(files, find);
}

describe("the loader of the program's files", () => {
  it("runs a file once, hands over its exports, and knows where nothing is", () => {
    const loader = loaderOf({
      "a.cjs": "exports.count = (exports.count ?? 0) + 1; exports.name = __filename",
    });
    expect(loader.load("a.cjs")).toEqual({ count: 1, name: "a.cjs" });
    expect(loader.load("a.cjs")).toBe(loader.load("a.cjs"));
    expect(loader.loaded.map(({ name }) => name)).toEqual(["a.cjs"]);
    expect(() => loader.load("b.cjs")).toThrow("no b.cjs");
  });

  it("finds required files wherever they are said to be, and modules of Node.js", () => {
    const loader = loaderOf({
      "a.cjs": 'module.exports = [require("./b.cjs"), require("../dist/b.cjs"), require("node:fs")]',
      "b.cjs": "module.exports = 2",
    });
    expect(loader.load("a.cjs")).toEqual([2, 2, { builtin: "node:fs" }]);
  });

  it("gives files that require each other what is exported so far", () => {
    const loader = loaderOf({
      "a.cjs": 'exports.first = 1; exports.seen = require("./b.cjs").seen; exports.last = 2',
      "b.cjs": 'const a = require("./a.cjs"); exports.seen = { ...a }; exports.later = () => a.last',
    });
    expect(loader.load("a.cjs")).toEqual({ first: 1, seen: { first: 1 }, last: 2 });
    expect((loader.load("b.cjs") as { later(): number }).later()).toBe(2);
  });

  it("loads a file again that could not be read, or failed", () => {
    const texts: Record<string, string> = { "a.cjs": "exports.first = 1; missing(); exports.last = 2" };
    const loader = loaderOf(texts);
    for (const _ of [1, 2]) expect(() => loader.load("a.cjs")).toThrow("missing is not defined");
    for (const _ of [1, 2]) expect(() => loader.load("b.cjs")).toThrow("no b.cjs");
    texts["a.cjs"] = "exports.last = 2";
    expect(loader.load("a.cjs")).toEqual({ last: 2 });
  });

  it("names the file in the stack of an error, without the directory", () => {
    expect(() => loaderOf({ "a.cjs": "\n\nmissing()" }).load("a.cjs")).toThrow(
      expect.objectContaining({ stack: expect.stringMatching(/^\s*at a\.cjs:3:1$/m) }),
    );
  });

  it("uses the compiled code that was kept", () => {
    const recorded = loaderOf({ "a.cjs": "exports.f = () => 'kept'; exports.f()" });
    recorded.load("a.cjs");
    const [{ compiledCode } = { compiledCode: () => Buffer.alloc(0) }] = recorded.loaded;
    const kept = { data: compiledCode(), commands: ["deals update"] };
    // A text of the same length shows whose code it is: V8 compares no more.
    const loader = loaderOf({ "a.cjs": "exports.f = () => 'read'; exports.f()" }, () => kept);
    expect((loader.load("a.cjs") as { f(): string }).f()).toBe("kept");
    expect(loader.loaded[0]?.kept).toBe(kept);
  });

  it("compiles the text when V8 refuses what was kept", () => {
    const other = new Script("(function () {})").createCachedData();
    for (const data of [Buffer.alloc(0), Buffer.from("no code"), other]) {
      const loader = loaderOf({ "a.cjs": `exports.length = ${data.length}` }, () => ({ data, commands: [] }));
      expect(loader.load("a.cjs")).toEqual({ length: data.length });
      expect(loader.loaded[0]?.kept).toBeUndefined();
    }
  });
});

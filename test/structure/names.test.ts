/** Names of files and of what they export. */
import { describe, expect, it } from "vitest";
import { codeOf, sources } from "./sources.ts";

describe("names of files", () => {
  it("shows what is in them: there is no drawer for everything", () => {
    const drawers = sources.filter((file) =>
      /(^|\/)(utils?|helpers?|lib|libs|types?|common|shared|misc|stuff|core|base|tools?)(\.ts|\/)/i.test(
        file,
      ),
    );
    expect(drawers).toEqual([]);
  });

  it("are nouns that are not cut short: an index is the tree of commands, a list of topics, or the entry of the library", () => {
    expect(sources.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([
      "commands/index.ts",
      "commands/topics/index.ts",
      "library/index.ts",
    ]);
  });

  it("are in lower camel case", () => {
    expect(
      sources.filter((file) => !/^([a-z][a-zA-Z0-9]*\/)*[a-z][a-zA-Z0-9]*(\.action)?\.ts$/.test(file)),
    ).toEqual([]);
  });
});

describe("names that are exported", () => {
  const files = new Map<string, Set<string>>();
  for (const file of sources) {
    const exported = codeOf(file).matchAll(
      /^export (?:async )?(?:abstract )?(?:function\*?|class|const|let|type|interface|enum) (\w+)/gm,
    );
    // A command is named after its word in each group; every action takes an `Input` to `execute` it.
    const [, command = "", action] = /^commands\/(?:.*\/)?(\w+)(\.action)?\.ts$/.exec(file) ?? [];
    const ofCommand = action === undefined ? [command] : ["Input", "execute"];
    for (const [, name = ""] of exported)
      if (!ofCommand.includes(name)) files.set(name, (files.get(name) ?? new Set()).add(file));
  }

  it("are found at all", () => {
    expect(files.size).toBeGreaterThan(700);
  });

  it("mean one thing", () => {
    const twice = [...files].filter(([, users]) => users.size > 1);
    expect(twice.map(([name, users]) => `${name}: ${[...users].sort().join(", ")}`)).toEqual([]);
  });
});

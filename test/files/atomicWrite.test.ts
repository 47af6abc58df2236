import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createTemporary,
  removeLeftovers,
  replaceFile,
  writeFileAtomic,
} from "../../src/files/atomicWrite.ts";
import { temporaryDirectory, useTemporaryDirectories } from "../runs/journal/fixtures.ts";

useTemporaryDirectories();

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

describe("replaceFile", () => {
  it("replaces a file, 0600 whatever it was and whatever the umask says", async () => {
    const dir = await temporaryDirectory();
    const path = join(dir, "a.json");
    await writeFile(path, "old", { mode: 0o644 });
    const before = process.umask(0o277);
    try {
      await replaceFile(path, "new");
    } finally {
      process.umask(before);
    }
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(["a.json"]);
  });

  it("leaves nothing where it fails", async () => {
    const around = await temporaryDirectory();
    const dir = join(around, "directory");
    await mkdir(dir);
    await expect(replaceFile(dir, "new")).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
    expect(await readdir(around)).toEqual(["directory"]);
  });
});

describe("writeFileAtomic", () => {
  it("keeps a file that is made while it writes", async () => {
    const dir = await temporaryDirectory();
    const path = join(dir, "plan.jsonl");
    async function* slow() {
      yield "ours";
      await writeFile(path, "another");
    }
    await expect(writeFileAtomic(path, slow(), { overwrite: false, what: "plan" })).rejects.toMatchObject({
      code: "file_exists",
    });
    expect(await readFile(path, "utf8")).toBe("another");
    expect(await readdir(dir)).toEqual(["plan.jsonl"]);
  });

  it("names the file and the reason in the system's words", async () => {
    const path = join(await temporaryDirectory(), "none", "plan.jsonl");
    await expect(
      writeFileAtomic(path, pieces("a"), { overwrite: false, what: "plan", shown: "plan.jsonl" }),
    ).rejects.toMatchObject({
      code: "write_failed",
      message: "cannot write the plan plan.jsonl: no such file or directory (ENOENT)",
    });
  });
});

describe("temporary files", () => {
  it("are gone when they are discarded, and stay when they have their name", async () => {
    const dir = await temporaryDirectory();
    const one = await createTemporary(join(dir, "one"));
    await one.write("1");
    await one.discard();
    await one.discard();
    const two = await createTemporary(join(dir, "two"));
    await two.finish({ overwrite: false });
    await two.discard();
    expect(await readdir(dir)).toEqual(["two"]);
  });

  it("of killed calls are removed, and nothing else is", async () => {
    const dir = await temporaryDirectory();
    const left = `config.yaml.${"0".repeat(16)}.tmp`;
    const others = ["config.yaml", "config.yaml.tmp", `other.yaml.${"0".repeat(16)}.tmp`, `${left}.bak`];
    for (const name of [left, ...others]) await writeFile(join(dir, name), "");
    await removeLeftovers(join(dir, "config.yaml"));
    expect((await readdir(dir)).sort()).toEqual(others.sort());
  });
});

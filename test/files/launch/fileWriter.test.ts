import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileWriter } from "../../../src/files/launch/fileWriter.ts";

it("writes to a file behind what is there, and knows what is none", () => {
  const directory = mkdtempSync(join(tmpdir(), "routera-writer-"));
  const path = join(directory, "out");
  const descriptor = openSync(path, "a");
  try {
    const write = fileWriter(descriptor);
    write?.("é ");
    write?.("");
    write?.("two");
    expect(readFileSync(path, "utf8")).toBe("é two");
  } finally {
    closeSync(descriptor);
    rmSync(directory, { recursive: true });
  }
  expect(fileWriter(descriptor)).toBeUndefined();
  const device = openSync(process.platform === "win32" ? "NUL" : "/dev/null", "w");
  expect(fileWriter(device)).toBeUndefined();
  closeSync(device);
});

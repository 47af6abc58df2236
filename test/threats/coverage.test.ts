/**
 * Every threat that this program answers to, with the tests that prove it from outside. A proof is a title that vitest finds in the
 * file: a test that was renamed, taken out or put off does not count any more.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVitest, type Vitest } from "vitest/node";

const ROOT = resolve(import.meta.dirname, "../..");

/** The list as it was agreed on, word by word; ` · ` is between two threats. */
const THREATS = `
code or meta-config or \`$import\` in the current directory · project config with a base URL, a token command · redirects of every status, cross-host and https→http · \`http://\` and look-alike origins
(\`localhost.evil.com\`, \`localhost@evil.com\`, \`https:\\\\evil.com\`) · an env token with another profile's host · a canary token searched in every byte of stdout, stderr, files, journal, ps · other local users
(umask 000, old 0644 file, symlink, 0777 directory) · escape sequences in deal names, messages, reason phrases · workflow commands, summary HTML · CSV formulas (and re-import = 0 changes) · ids \`..\`, empty, \`%2e%2e\`,
\`a/b\`, newline, lone surrogate · \`__proto__\`, system fields, duplicates · gzip bomb, endless, slow, garbage answers (bounded memory and time) · bad TLS, env that disables TLS · proxies ·
a tampered plan or journal · huge input lines · 0-column TTY · SIGKILL at random moments · ENOSPC/EFBIG/EIO on the Nth write ·
hints pasted into bash and zsh · runner commands of other CI systems · formulas behind other delimiters · NODE_DEBUG names by an allow-list · a tokenCommand that inherits secrets · other people's caFile and
state directory · YAML that costs seconds · configuration opened once.
`
  .trim()
  .replace(/\.$/, "")
  .replaceAll("\n", " ")
  .split(" · ");

/** A file of test/ without its ending, words of the full name of one of its tests, and the case where it has many. */
type Proof = readonly [file: string, words: string, row?: string];

const PROOFS: Readonly<Record<string, readonly Proof[]>> = {
  "code or meta-config or `$import` in the current directory": [
    ["threats/input/configCode", "is never run"],
    ["behavior/input/config.process", "code in the current directory is never run"],
    ["behavior/input/config", "what needs no configuration reads none"],
    ["behavior/input/config.process", "nor does a call that reads one look for a meta-config"],
    ["threats/input/configCode", "is refused"],
  ],
  "project config with a base URL, a token command": [
    ["threats/network/origins", "does not lead a token of the environment to its address"],
    ["threats/network/origins", "names no command to run"],
    ["threats/network/projectTrust", "is refused before a socket opens"],
    ["threats/network/projectTrust", "is never given below node_modules"],
    ["threats/input/completion.process", "as the system sees it"],
  ],
  "redirects of every status, cross-host and https→http": [
    ["behavior/network/redirects", "%i to another host"],
    ["threats/network/downgrade", "%i is not followed"],
    ["hostile/oneWrite", "$what"],
  ],
  "`http://` and look-alike origins (`localhost.evil.com`, `localhost@evil.com`, `https:\\\\evil.com`)": [
    ["behavior/network/redirects", "an address that is refused before a socket opens"],
    ["threats/network/origins", "addresses that look like others"],
  ],
  "an env token with another profile's host": [
    ["threats/network/origins", "is not sent to the host of a profile"],
  ],
  "a canary token searched in every byte of stdout, stderr, files, journal, ps": [
    ["threats/network/token", "the token is not seen"],
    ["threats/network/token.process", "by ps"],
    ["threats/network/token.process", "which makes Node print what it sends"],
    ["threats/network/reflection", "neither in the output, nor in the journal, nor in the file of failures"],
    ["behavior/output/canary", ""],
    ["threats/network/tokenInDeal", "is hidden by get and list, with a warning"],
    ["threats/network/tokenInDeal", "keeps the deal out of an export"],
    ["threats/network/tokenInDeal", "blocks the deal in a plan"],
    ["threats/network/tokenInDeal", "restores the value from before a write"],
    ["hostile/oneWrite", "$what"],
  ],
  "other local users (umask 000, old 0644 file, symlink, 0777 directory)": [
    ["threats/files/otherUsers.process", "umask 000"],
    ["threats/files/permissions.process", "leaves files for its user alone"],
    ["threats/files/permissions.process", "asks the system for no file and no directory that others may see"],
    ["threats/files/otherUsers", "an old file"],
    ["threats/files/otherUsers", "nothing is written through one"],
    ["threats/files/otherUsers", "a directory that others can write to"],
    ["threats/files/otherRuns", "is another user's: not opened"],
    ["threats/files/otherRuns", "that others may write to"],
  ],
  "escape sequences in deal names, messages, reason phrases": [
    ["behavior/output/escapes", "a deal's name"],
    ["behavior/output/escapes", "Routera's message and a reason phrase"],
  ],
  // There is no summary: what GitHub Actions offers for it is left alone.
  "workflow commands, summary HTML": [
    ["behavior/output/escapes", "on GitHub Actions no data starts a command"],
    ["behavior/output/runnerCommands", "in a result, a failure and a warning"],
    ["threats/files/workflowFiles.process", "a run in a workflow leaves them as they were"],
  ],
  "CSV formulas (and re-import = 0 changes)": [
    ["threats/input/rows", "finds no formula in what is exported"],
  ],
  "ids `..`, empty, `%2e%2e`, `a/b`, newline, lone surrogate": [
    ["behavior/input/values", "an id goes into the path percent-encoded"],
    ["behavior/input/refusedValues", "refused before anything is sent > an id: %s"],
    ["threats/input/rows", "rows that are refused before a socket is opened", "an id that is encoded"],
  ],
  "`__proto__`, system fields, duplicates": [
    ["behavior/input/refusedValues", "refused before anything is sent", "__proto__"],
    ["threats/input/rows", "rows that are refused before a socket is opened", "__proto__ as a column"],
    ["threats/input/rows", "rows that are refused before a socket is opened", "a field of the system"],
    ["threats/input/rows", "rows that are refused before a socket is opened", "a column given twice"],
  ],
  "gzip bomb, endless, slow, garbage answers (bounded memory and time)": [
    ["behavior/network/memory.process", "memory and time stay small"],
    ["threats/network/largeAnswers", "says that the write was applied"],
    ["threats/network/largeAnswers", "is an applied row of a run"],
    ["hostile/oneWrite", "$what"],
  ],
  "bad TLS, env that disables TLS": [
    ["behavior/network/ca.process", "a certificate for another name is not good"],
    ["behavior/network/ca.process", "whatever the environment says"],
    ["hostile/stopping.process", "with a certificate that can be trusted"],
  ],
  proxies: [
    ["behavior/network/proxy.process", "a tunnel that sees no token"],
    ["hostile/stopping", "through the proxy"],
    ["hostile/unreachable.process", "a proxy that opens no tunnel at first"],
  ],
  "a tampered plan or journal": [
    ["threats/files/tampering", "a plan that was changed"],
    ["threats/files/tampering", "a journal that was changed"],
    ["threats/files/resealed", "a journal that was sealed again"],
    ["threats/files/resealed", "a plan copy that was exchanged"],
  ],
  "huge input lines": [
    ["threats/input/rows.process", "rows that are refused before a socket is opened", "a line of 40 MB"],
  ],
  "0-column TTY": [["behavior/output/terminal.process", "is not there %s"]],
  "SIGKILL at random moments": [["runs/crashes/kills.process", "however often the process dies"]],
  "ENOSPC/EFBIG/EIO on the Nth write": [
    ["threats/files/fullDisk.process", "no file may grow beyond"],
    ["threats/files/brokenDisk.process", "nothing new is sent, all that was done is reported"],
    ["threats/files/brokenDisk.process", "%i at once"],
    ["runs/journal/write", "breaks the journal for good"],
    ["hostile/stopping.process", "stdout is lost"],
  ],
  "hints pasted into bash and zsh": [
    ["behavior/pastedHints", "a value comes out as the word that it is"],
    ["behavior/pastedHints", "the host of a project config"],
  ],
  "runner commands of other CI systems": [
    ["behavior/output/runnerCommands", "in a result, a failure and a warning as %s: %j"],
  ],
  "formulas behind other delimiters": [["text/cells/cellGuard", "no formula starts behind any delimiter"]],
  "NODE_DEBUG names by an allow-list": [
    ["threats/network/token.process", "which makes Node print what it sends"],
    ["threats/network/token.process", "that names other parts of Node the call is made"],
  ],
  "a tokenCommand that inherits secrets": [
    ["commands/auth/tokenCommand", "does not see the secrets of this program"],
  ],
  "other people's caFile and state directory": [
    ["threats/files/otherUsers", "of another user keeps no run"],
    ["threats/files/otherUsers", "is not trusted, and nothing is sent"],
  ],
  "YAML that costs seconds": [["config/file/unsafeFiles", "the first error ends the work"]],
  "configuration opened once": [
    ["config/file/unsafeFiles", "a FIFO that takes the place of a file that was opened is not read"],
  ],
};

let vitest: Vitest;
beforeAll(async () => {
  vitest = await createVitest("test", { config: false, watch: false, reporters: [], root: ROOT });
});
afterAll(() => vitest.close());

it("the list and the proofs are about the same threats", () => {
  expect(Object.keys(PROOFS)).toEqual(THREATS);
});

describe.each(Object.entries(PROOFS))("%s", (_threat, proofs) => {
  it.for(proofs)("%s: %s", async ([file, words, row]) => {
    const path = join(ROOT, "test", `${file}.test.ts`);
    // `skipIf`, and `skip` with its reason inside of a test, say what a machine lacks; these would put a proof off for all.
    const source = readFileSync(path, "utf8");
    expect(source).toContain(row ?? "");
    expect(source).not.toMatch(/\.(skip|todo|only|fails)\b\s*[.(]/);
    const project = vitest.getRootProject();
    const module = await vitest.experimental_parseSpecification(project.createSpecification(path));
    const titles = [...module.children.allTests()].map(({ fullName }) => fullName);
    expect(titles).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
  });
});

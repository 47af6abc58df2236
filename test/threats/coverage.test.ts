/** Every threat that this program answers to, with the tests that prove it from outside. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Threat → file, and words of the test in it. */
const PROOFS: Readonly<Record<string, readonly (readonly [file: string, words: string])[]>> = {
  "code in the current directory": [
    ["threats/configCode", "is never run"],
    ["process/config", "code in the current directory is never run"],
  ],
  "meta-config": [["threats/configCode", "is never run"]],
  $import: [["process/config", '"$import"']],
  "help, version and completion open no file of the user": [
    ["process/config", "what needs no configuration reads none"],
  ],
  "TAB asks nobody and starts no program": [["threats/tab", "no connection, no socket, no program"]],
  "a project file with a base URL": [
    ["threats/origins", "does not lead a token of the environment to its address"],
  ],
  "a project file with a token command": [["threats/origins", "names no command to run"]],
  "redirects of every status": [["process/redirects", "%i to another host"]],
  "redirects across hosts": [["process/redirects", "%i to another host"]],
  "redirects from https to http": [["threats/downgrade", "is not followed"]],
  "http:// to a public host": [["process/redirects", "an address that is refused before a socket opens"]],
  "look-alike origins": [
    ["threats/origins", "addresses that look like others"],
    ["process/redirects", "localhost.evil.com"],
  ],
  "an env token with another profile's host": [["threats/origins", "is not sent to the host of a profile"]],
  "a canary token in stdout, stderr and files": [
    ["threats/token", "the token is not seen"],
    ["process/canary", "every command"],
    ["hostile/expectInvariants", "expectNoCanary"],
  ],
  "an environment that makes Node print what it sends": [
    ["threats/token", "which makes Node print what it sends"],
    ["library/routeraClient", "NODE_DEBUG"],
  ],
  "a canary token in the journal": [["hostile/oneWrite", "playMany"]],
  "a canary token in ps": [["threats/token", "by ps"]],
  "umask 000": [
    ["threats/otherUsers", "umask 000"],
    ["bulk/journal/crash", "are private under umask"],
  ],
  "an old file that others can read": [["threats/otherUsers", "an old file"]],
  "a symlink": [["threats/otherUsers", "nothing is written through one"]],
  "a folder of mode 0777": [["threats/otherUsers", "a folder that others can write to"]],
  "escape sequences in deal names": [["process/escapes", "a deal's name"]],
  "escape sequences in messages and reason phrases": [
    ["process/escapes", "Routera's message and a reason phrase"],
  ],
  "workflow commands": [["process/escapes", "on GitHub Actions no data starts a command"]],
  "CSV formulas, and what comes back changes nothing": [
    ["threats/rows", "finds no formula in what is exported"],
  ],
  "ids that climb, are empty, encoded, cut or broken": [
    ["process/values", "refused before anything is sent"],
    ["threats/rows", "an id that is encoded"],
  ],
  __proto__: [
    ["process/values", "__proto__"],
    ["threats/rows", "__proto__ as a column"],
  ],
  "system fields": [["threats/rows", "a field of the system"]],
  duplicates: [["threats/rows", "a column told twice"]],
  "a gzip bomb": [["process/answers", "a gzip bomb"]],
  "endless answers": [
    ["process/answers", "memory and time stay small"],
    ["hostile/faultTable", "endless, applied"],
  ],
  "slow answers": [["process/answers", "a body that drips"]],
  "garbage answers": [["process/answers", "something that is no HTTP"]],
  "bad TLS": [
    ["tls/ca", "a certificate for another name is not good"],
    ["hostile/stopping", "with a certificate that can be trusted"],
  ],
  "an environment that disables TLS": [["tls/ca", "whatever the environment says"]],
  proxies: [
    ["proxy/proxy", "a tunnel that sees no token"],
    ["hostile/stopping", "through the proxy"],
  ],
  "a tampered plan": [["threats/tampering", "a plan that was changed"]],
  "a tampered journal": [["threats/tampering", "a journal that was changed"]],
  "huge input lines": [["threats/rows", "a line of 40 MB"]],
  "a terminal of 0 columns": [["process/terminal", "is not there %s"]],
  "SIGKILL at random moments": [["bulk/apply/kills", "however often the process dies"]],
  "ENOSPC and EFBIG on the journal": [
    ["threats/fullDisk", "no file may grow beyond"],
    ["bulk/journal/openJournal", "breaks the journal for good"],
  ],
  "EIO on the Nth write": [["bulk/journal/openJournal", "EIO"]],
  "stdout on a full disk": [["hostile/stopping", "stdout is lost"]],
};

describe.each(Object.entries(PROOFS))("%s", (_threat, proofs) => {
  it.each(proofs)("%s: %s", (file, words) => {
    const path = [`${file}.test.ts`, `${file}.ts`]
      .map((name) => join(import.meta.dirname, "..", name))
      .find((name) => existsSync(name));
    expect(path, `test/${file}`).toBeDefined();
    expect(readFileSync(path ?? "", "utf8")).toContain(words);
  });
});

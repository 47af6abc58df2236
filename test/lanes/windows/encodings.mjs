/** Files that PowerShell 5.1 and older editors write. */
import assert from "node:assert/strict";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { DEAL, SANDBOX, useHome } from "./support/program.mjs";

/** As `>` of PowerShell 5.1 writes it. */
const utf16 = (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

describe("encodings", () => {
  const home = useHome();

  for (const [what, name, text, args] of [
    [
      "user config",
      "utf16.yaml",
      "profiles:\r\n  a:\r\n    timeout: 5s\r\n",
      ["--config", "utf16.yaml", "profile", "list"],
    ],
    ["project config", ".routerarc", "profiles:\r\n  a:\r\n    timeout: 5s\r\n", ["profile", "list"]],
    [
      "JSON file of fields",
      "fields.json",
      '{"deal_name":"x"}\r\n',
      [...SANDBOX, "deals", "update", DEAL, "--fields-json", "fields.json"],
    ],
    [
      "field file",
      "text.txt",
      "x\r\n",
      [...SANDBOX, "deals", "update", DEAL, "--field-file", "deal_name=text.txt"],
    ],
  ]) {
    check(`a ${what} in UTF-16 is refused with its encoding and how to save it`, () => {
      home.write(name, utf16(text));
      const done = home.run(args);
      home.write(name, "");
      assert.equal(done.exit, 2, done.stderr);
      assert.match(done.stderr, /UTF-16/);
      assert.match(done.stderr, /UTF-8/);
    });
  }

  check("a user config may begin with a byte order mark", () => {
    home.write("bom.yaml", "\ufeffprofiles:\r\n  marked:\r\n    timeout: 5s\r\n");
    assert.match(home.good(["--config", "bom.yaml", "profile", "list"]), /marked/);
  });

  check("a user config outside of the profile directory is not called private", () => {
    // Modes mean nothing on Windows: a file is private where only the user's profile directory makes it so.
    home.write("outside.yaml", JSON.stringify({ profiles: { a: { token: "demo" } } }));
    const outside = home.run(["--config", "outside.yaml", "--profile", "a", "doctor", "--offline"], {
      env: { USERPROFILE: home.in("Local") },
    });
    assert.match(outside.stdout + outside.stderr, /outside of your user profile/);
    const inside = home.run(["--config", "outside.yaml", "--profile", "a", "doctor", "--offline"]);
    assert.doesNotMatch(inside.stdout + inside.stderr, /outside of your user profile/);
    assert.doesNotMatch(outside.stdout + inside.stdout, /0600|chmod|owner alone/);
  });
});

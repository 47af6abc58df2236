/** Commands that print a token: `az`, `gcloud` and everything that npm installs are .cmd files. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { check, checkOutsideWine } from "./support/lane.mjs";
import { useHome } from "./support/program.mjs";

describe("a command that prints a token", () => {
  const home = useHome();
  const status = (url, command, env) => {
    const profile = { baseUrl: url, tokenCommand: command };
    // JSON is YAML.
    home.write("token.yaml", JSON.stringify({ profiles: { t: profile } }));
    return home.run(["--config", "token.yaml", "--profile", "t", "auth", "status"], { env });
  };
  const withTools = () => ({ PATH: `${home.in("my tools")};${process.env.PATH}` });

  check("a command may be an .exe file", async () => {
    const server = await home.serve();
    const done = status(server.url, [process.execPath, "-e", "console.log('demo')"]);
    await server.stop();
    assert.match(done.stdout, /Accepted: +yes/, done.stderr);
  });

  for (const [title, command] of [
    ["a command may be a .cmd file, by its path", () => [home.in("my tools", "tok.cmd")]],
    ["a command may be a .cmd file, by its name with the ending", () => ["tok.cmd"]],
    ["a command may be a .cmd file, by its name alone", () => ["tok"]],
    ["a command may be a .bat file", () => ["tokbat"]],
  ]) {
    check(title, async () => {
      home.write("my tools/tok.cmd", "@echo off\r\necho demo\r\n");
      home.write("my tools/tokbat.bat", "@echo off\r\necho demo\r\n");
      const server = await home.serve();
      const done = status(server.url, command(), withTools());
      await server.stop();
      assert.match(done.stdout, /Accepted: +yes/, done.stderr);
    });
  }

  check("arguments of a .cmd file arrive as they are written, and run nothing", async () => {
    home.write("my tools/args.cmd", `@echo off\r\n"${process.execPath}" "%~dp0args.cjs" %*\r\n`);
    home.write(
      "my tools/args.cjs",
      `require("node:fs").writeFileSync(require("node:path").join(__dirname, "args.json"), JSON.stringify(process.argv.slice(2)));
       console.log("demo");`,
    );
    const words = ["two words", "a&echo.>run.txt", "x|y", "plain", "a,b;c=d", "(x)", "größe"];
    const server = await home.serve();
    const done = status(server.url, ["args", ...words], withTools());
    await server.stop();
    assert.match(done.stdout, /Accepted: +yes/, done.stderr);
    assert.deepEqual(JSON.parse(readFileSync(home.in("my tools", "args.json"), "utf8")), words);
  });

  check("a command that does not exist is named as that", async () => {
    const done = status("http://127.0.0.1:9", ["no-such-program"]);
    assert.match(done.stdout, /"no-such-program".*not found/);
  });

  const stopped = async () => {
    home.write("my tools/slow.cmd", `@echo off\r\n"${process.execPath}" "%~dp0slow.cjs"\r\n`);
    const touch = (name) => `require("node:fs").writeFileSync(__dirname + "/${name}", "")`;
    home.write("my tools/slow.cjs", `${touch("begun.txt")}; setTimeout(() => ${touch("late.txt")}, 4000);`);
    const profile = { baseUrl: "http://127.0.0.1:9", tokenCommand: ["slow"] };
    home.write("token.yaml", JSON.stringify({ profiles: { t: profile } }));
    home.write(
      "stop.cjs",
      `const watch = setInterval(() => {
         if (!require("node:fs").existsSync(__dirname + "/my tools/begun.txt")) return;
         clearInterval(watch);
         process.emit("SIGINT", "SIGINT");
       }, 50);
       watch.unref();`,
    );
    const env = { ...withTools(), NODE_OPTIONS: `--require ${JSON.stringify(home.in("stop.cjs"))}` };
    const started = home.start(["--config", "token.yaml", "--profile", "t", "deals", "list"], { env });
    return started.ended;
  };

  check("a command that is stopped ends with exit code 130", async () => {
    assert.equal((await stopped()).exit, 130);
    // Without taskkill /t the program runs on, in the directory that is removed after the tests.
    await wait(process.env.ROUTERA_WINE === "1" ? 6_000 : 0);
  });

  checkOutsideWine("a command that is stopped leaves no process behind", "taskkill /t", async () => {
    assert.equal((await stopped()).exit, 130);
    await wait(4500);
    assert.ok(!existsSync(home.in("my tools", "late.txt")), "the program that the .cmd file started ran on");
  });
});

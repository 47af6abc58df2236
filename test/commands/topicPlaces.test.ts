/** `help` names the directories of the machine that it runs on; the man page those of every machine. */
import { posix, win32 } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { topicPlace } from "../../src/commands/topics/place.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";
import { type Home, makeHome } from "../harness/program.ts";

const NAMED = ["configuration", "security", "scaling"];
const text = (topic: string, place?: Parameters<typeof topicPlace>[0]) =>
  TOPICS[topic]?.text(place && topicPlace(place)) ?? "";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

describe("topics", () => {
  it.each(NAMED)("%s names variables in the man page, and none of them on a machine", (topic) => {
    expect(text(topic)).toMatch(/\$XDG_\w+_HOME\/routera/);
    const place = { env: profileEnvironment("/home/z"), platform: "linux" } as const;
    expect(text(topic, place)).not.toMatch(/\$XDG_\w+_HOME\/routera|~\//);
    expect(text(topic, place)).toMatch(/\/home\/z\/\.(config|local\/state)\/routera/);
  });

  it.each(NAMED)("%s names directories of Windows there, and no mode of a file", (topic) => {
    const env = { USERPROFILE: "C:\\Users\\z", LOCALAPPDATA: "D:\\Local" };
    const told = text(topic, { env, platform: "win32" });
    expect(told).toMatch(/C:\\Users\\z\\AppData\\Roaming\\routera\\config\.yaml|D:\\Local\\routera\\runs/);
    expect(told).not.toMatch(/chmod|only you can read|~\//);
  });

  it("configuration prints the user config that this command reads", async () => {
    const { stdout } = await home.run(["help", "configuration"]);
    const { join } = process.platform === "win32" ? win32 : posix;
    expect(stdout).toContain(join(home.path, ".config", "routera", "config.yaml"));
  });

  it("name variables where there is no home", () => {
    const place = { env: {}, platform: "linux", home: "" } as const;
    expect(text("configuration", place)).toBe(text("configuration"));
  });
});

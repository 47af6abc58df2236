/** `deals export` into a pipe. */
import { expect, it } from "vitest";
import { makeHome } from "../../harness/program.ts";

it("what is exported goes through a pipe into a plan, and changes nothing", async () => {
  const home = makeHome();
  const { exit } = await home.shell(
    "routera --profile sandbox deals export | routera --profile sandbox deals plan - --exit-code",
  );
  home.remove();
  expect(exit).toBe(0);
});

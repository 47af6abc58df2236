/** One test of the lane: like `it` of node:test, with the list of expected failures. */
import assert from "node:assert/strict";
import { after, it } from "node:test";
import { EXPECTED_FAILURES } from "../expectedFailures.mjs";

const seen = new Set();
const failed = [];

/**
 * Declares a test. A listed test passes only when it fails with the listed text: another error, or no error at all, fails
 * the lane, so that the list can only get shorter.
 */
export function check(title, run) {
  assert.ok(!seen.has(title), `two tests have the title "${title}"`);
  seen.add(title);
  const expected = EXPECTED_FAILURES[title];
  it(title, expected === undefined ? run : () => failsAs(title, expected, run));
}

/** Declares a test of something that Wine does not have. */
export function checkOutsideWine(title, lacking, run) {
  if (process.env.ROUTERA_WINE !== "1") return check(title, run);
  seen.add(title);
  it(title, { skip: `Wine has no ${lacking}` }, run);
}

/** Reports the expected failures after all tests, and refuses entries without a test. */
export function checkList() {
  it("every expected failure is a test", () => {
    const unknown = Object.keys(EXPECTED_FAILURES).filter((title) => !seen.has(title));
    assert.deepEqual(unknown, []);
  });
  after(() => {
    for (const [title, { reason }] of failed) console.log(`expected failure: ${title}: ${reason}`);
  });
}

async function failsAs(title, expected, run) {
  try {
    await run();
  } catch (error) {
    if (error?.code !== "ERR_ASSERTION" || !expected.found.test(error.message)) throw error;
    failed.push([title, expected]);
    return;
  }
  // Races end well now and then.
  if (!expected.sometimes) assert.fail("passes now: remove it from expectedFailures.mjs");
}

/**
 * One call of the built program in a process of its own, on a clock of its own: `node killedCall.cjs <hours ahead> <words…>`
 * Waits take a fiftieth of their time, and each call lives an hour after the one before, so that no one has to sit out the
 * 45 seconds in front of a row of unknown outcome.
 */
const { hostOf, main } = require("../../../dist/main.cjs");

const [hours = "0", ...words] = process.argv.slice(2);
const host = hostOf(process);
const clock = {
  ...host.clock,
  now: () => host.clock.now() + Number(hours) * 3_600_000,
  wait: (ms, signal) => host.clock.wait(ms / 50, signal),
};
main({ ...host, argv: words, clock }).then((exitCode) => {
  process.exitCode = exitCode;
});

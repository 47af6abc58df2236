/**
 * One call of the program in a process of its own, on a clock of its own: `node killedCall.js <hours ahead> <words…>`
 * Waits take a fiftieth of their time, and each call lives an hour after the one before, so that no one has to sit out the
 * 45 seconds in front of a row of unknown outcome.
 */
import { type Clock, hostOf, systemClock } from "../../../src/host.ts";
import { main } from "../../../src/main.ts";

const [hours = "0", ...words] = process.argv.slice(2);
const clock: Clock = {
  ...systemClock,
  now: () => systemClock.now() + Number(hours) * 3_600_000,
  wait: (ms, signal) => systemClock.wait(ms / 50, signal),
};
main({ ...hostOf(process), argv: words, clock }).then((exitCode) => {
  process.exitCode = exitCode;
});

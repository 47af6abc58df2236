/** How much memory is in use, for tests of what is kept. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of live objects. */
export function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

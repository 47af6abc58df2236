/**
 * Tests of the installed program on Windows: on Windows itself, and with Node for Windows in Wine (`.ci/windows.sh`).
 * No dependency. ROUTERA_PREFIX is the directory that npm installed into, with `routera.cmd`; ROUTERA_EXE is the executable,
 * where that is tested instead. ROUTERA_WINE=1 skips what Wine does not have.
 */
import "./everyday.mjs";
import "./exports.mjs";
import "./openElsewhere.mjs";
import "./parallel.mjs";
import "./runLocks.mjs";
import "./shells.mjs";
import "./tokenCommands.mjs";
import "./stopping.mjs";
import "./encodings.mjs";
import { checkList } from "./support/lane.mjs";

checkList();

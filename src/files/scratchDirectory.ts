/** A directory for what a command needs only while it runs. */
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Host } from "../host.ts";
import { access, constants, mkdtemp, rm } from "./operations.ts";
import { privateStateDirectory } from "./privateFile.ts";

/**
 * The state directory; where there is none that can be written, a private one for temporary files, which goes when the command ends.
 * @param onClose takes what is to be done then
 * @throws the system's error where not even that can be made
 */
export async function scratchDirectory(
  host: Host,
  onClose: (close: () => Promise<void>) => void,
): Promise<string> {
  try {
    const state = await privateStateDirectory(host);
    await access(state, constants.W_OK);
    return state;
  } catch {
    const { TMPDIR = "" } = host.env;
    const directory = await mkdtemp(join(isAbsolute(TMPDIR) ? TMPDIR : tmpdir(), "routera-"));
    onClose(() => rm(directory, { recursive: true, force: true }));
    return directory;
  }
}

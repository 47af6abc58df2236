/** Shared set-up of the tests show, set, use. */
import { CANARY } from "../../harness/program.ts";

export const FILE = ".config/routera/config.yaml";
export const COMMENTED = `# my profiles
profile: work # the usual one
profiles:
  # at work
  work:
    timeout: 5s # slow line
    # what I look at
    properties: [ amount ] # and no more
    token: ${CANARY}
  audit: { readonly: true }
`;

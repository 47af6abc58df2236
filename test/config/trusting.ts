/** Files in which the user trusts the project with every address that it names. */
import type { ConfigFiles } from "../../src/config/file/read.ts";

const DIRECTORY = "/trusted-project";

export function trusting({ project, user, ...files }: ConfigFiles): ConfigFiles {
  if (project === undefined) return { ...(user && { user }), ...files };
  const addresses = Object.values(project.data.profiles).flatMap(({ baseUrl }) =>
    baseUrl !== undefined && URL.canParse(baseUrl) ? [new URL(baseUrl).origin] : [],
  );
  const { file, path, data } = user ?? { file: "config.yaml", path: "/config.yaml", data: { profiles: {} } };
  return {
    ...files,
    project: { ...project, place: { directory: DIRECTORY, installed: false } },
    user: { file, path, data: { ...data, trusted: { [DIRECTORY]: addresses } } },
  };
}

/** Checks of the configuration: each file by itself, then what they say together. */
import type { Context } from "../../context.ts";
import { asFailure } from "../../failure.ts";
import { describeSource } from "../../profile/describeSource.ts";
import { findIgnoredFiles } from "../../profile/ignoredFiles.ts";
import { placeOf } from "../../profile/load.ts";
import { readProjectFile, readUserFile } from "../../profile/read.ts";
import type { Settings } from "../../profile/settings.ts";
import { locateUserFile, type UserFile } from "../../profile/userFile.ts";
import { type Finding, fine, skipped, trouble, warning } from "./finding.ts";

/** Which configuration files count, or why one is refused; a broken one does not hide the other. */
export async function checkFiles({ host, globals }: Context): Promise<readonly Finding[]> {
  try {
    const place = placeOf(host, globals.config);
    let located: UserFile | undefined;
    const user = await lookAt("user file", async () => {
      located = await locateUserFile(place);
      const usual = located?.shown ?? "nowhere: there is no home folder";
      return (await readUserFile(located, place))?.file ?? `none (it would be ${usual})`;
    });
    const project = await lookAt(
      "project file",
      async () => (await readProjectFile(located, place))?.file ?? "none",
    );
    const ignored = await findIgnoredFiles(place.cwd);
    return [
      user,
      project,
      ...ignored.map(({ shown, reason }) =>
        warning(
          "project file",
          `${shown} is refused: ${reason}`,
          "say it as data in .routerarc.yaml, or remove the file",
        ),
      ),
    ];
  } catch (error) {
    const failure = asFailure(error);
    return [trouble("user file", failure), trouble("project file", failure)];
  }
}

/** What the files, the flags and the environment come to. @param files what was found out about the files */
export async function checkSettings(
  context: Context,
  files: readonly Finding[],
): Promise<{ readonly finding: Finding; readonly settings?: Settings }> {
  if (files.some(({ state }) => state === "trouble"))
    return { finding: skipped("settings", "not looked at: the configuration files come first") };
  try {
    const settings = await context.settings();
    const { baseUrl, embedded, profile } = settings;
    const where = embedded ? "inside this program" : `at ${baseUrl.value}`;
    return {
      finding: fine("settings", `profile ${profile.value} (${describeSource(profile.source)}), ${where}`),
      settings,
    };
  } catch (error) {
    return { finding: trouble("settings", asFailure(error)) };
  }
}

async function lookAt(check: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return fine(check, await look());
  } catch (error) {
    return trouble(check, asFailure(error));
  }
}

/** `routera profile trust [DIR]`: what it does. */

import { resolve } from "node:path";
import { type CommandResult, result } from "../../cli/command.ts";
import { confirm } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import { editUserConfig } from "../../config/edit/store.ts";
import { locateUserFile } from "../../config/file/find.ts";
import { readProjectFile, readUserFile } from "../../config/file/read.ts";
import { userFileLocation } from "../../config/load.ts";
import { notForPackages, ownOrigins } from "../../config/projectTrust.ts";
import { DEFAULTS, formatVariable } from "../../config/resolve.ts";
import { usage } from "../../failure.ts";
import { realpath } from "../../files/operations.ts";
import { layoutTable } from "../../terminal/table.ts";
import { safeText } from "../../text/escape.ts";
import type { View } from "../../views/view.ts";

export type Input = {
  readonly task: "add" | "remove" | "list";
  /** Where the project is, as typed. */
  readonly directory: string;
  readonly yes: boolean;
};

type Entry = { readonly directory: string; readonly addresses: readonly string[] };

/** The directory that was added, removed or left as it was. */
type Changed = Entry & { readonly task: "add" | "remove"; readonly done: boolean; readonly file: string };

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  formatVariable(context.host.env);
  if (input.task === "list") return result(listView, await entriesOf(context));
  const changed = await (input.task === "add" ? add(context, input) : remove(context, input));
  return result(changedView, changed, { outcome: () => (changed.done ? "applied" : "not_applied") });
}

async function add(context: Context, { directory: folder, yes }: Input): Promise<Changed> {
  const project = await projectIn(context, folder);
  if (project === undefined || project.place === undefined)
    throw usage("project_missing", `no project config in ${folder}`, "use the directory of a project config");
  if (project.place.installed) throw notForPackages(project);
  const addresses = ownOrigins(project, DEFAULTS.baseUrl);
  if (addresses.length === 0)
    throw usage(
      "nothing_to_trust",
      `no profile in the project config ${project.file} has its own baseUrl and token`,
      "use the project config without trusting it",
    );
  const { directory } = project.place;
  const where = addresses.join(" and ");
  const sure =
    yes ||
    (await confirm(context, {
      question: `Allow the project config in ${directory} to send deals to ${where} with its own token?`,
      what: `confirmation to trust ${where}`,
      instead: { run: { command: "profile trust", operands: operandsOf(folder), options: { yes: true } } },
    }));
  if (!sure) return { task: "add", directory, addresses, done: false, file: project.path };
  const { path } = await editUserConfig(placeHere(context), (config) =>
    config.set(["trusted", directory], addresses),
  );
  return { task: "add", directory, addresses, done: true, file: path };
}

async function remove(context: Context, { directory }: Input): Promise<Changed> {
  const entries = await entriesOf(context);
  const typed = resolve(placeHere(context).cwd, directory);
  const real = await realpath(typed).catch(() => typed);
  const known = (directory: string | undefined) => entries.find((entry) => entry.directory === directory);
  const entry = known(real) ?? known(typed) ?? known(await projectDirectory(context, directory));
  if (entry === undefined)
    throw usage("not_trusted", `${real} is not trusted`, {
      run: { command: "profile trust", options: { list: true } },
    });
  const { path } = await editUserConfig(placeHere(context), (config) =>
    config.remove(["trusted", entry.directory]),
  );
  return { task: "remove", ...entry, done: true, file: path };
}

/** A directory that is gone, or whose file cannot be read, may still be named as it was trusted. */
async function projectDirectory(context: Context, directory: string): Promise<string | undefined> {
  return (await projectIn(context, directory).catch(() => undefined))?.place?.directory;
}

async function projectIn(context: Context, directory: string) {
  const place = placeHere(context);
  const cwd = resolve(place.cwd, directory);
  return readProjectFile(await locateUserFile(place), { ...place, cwd });
}

async function entriesOf(context: Context): Promise<readonly Entry[]> {
  const place = placeHere(context);
  const user = await readUserFile(await locateUserFile(place), place);
  return Object.entries(user?.data.trusted ?? {})
    .map(([directory, addresses]) => ({ directory, addresses }))
    .sort((one, other) => (one.directory < other.directory ? -1 : 1));
}

function placeHere({ host, globals }: Context) {
  return userFileLocation(host, globals.config);
}

function operandsOf(directory: string): readonly string[] {
  return directory === "." ? [] : [directory];
}

const listView: View<readonly Entry[]> = {
  table: (entries, page) =>
    layoutTable(
      [
        { title: "Directory", keep: true },
        { title: "Base URLs", keep: true },
      ],
      entries.map(({ directory, addresses }) => [directory, addresses.join(", ")]),
      page,
    ),
  value: (entries) => ({
    one: entries.map(({ directory, addresses }) => ({ directory, addresses: [...addresses] })),
  }),
};

const changedView: View<Changed> = {
  table: ({ task, done, directory, addresses, file }) => {
    const verb = !done ? "Not trusted" : task === "add" ? "Trusted" : "Trust removed";
    return safeText(`${verb}: ${directory} with ${addresses.join(", ")} (${file})`).concat("\n");
  },
  value: ({ task, done, directory, addresses, file }) => ({
    one: { directory, addresses: [...addresses], trusted: task === "add" && done, file },
  }),
};

/** `routera help profiles`. */

export function profiles(): string {
  return `A profile is an address with a credential and settings, under a name. Profiles stand in your user file and in
the project's; \`routera help configuration\` lists the files and all keys.

  routera auth login --profile work                       sign in; makes the profile
  routera profile set work timeout=10s readonly=true      settings; secrets go through auth login
  routera profile list                                    which there are; the one in use is marked
  routera profile show work                               every value, and where it comes from
  routera profile use work                                from now on
  routera deals list --profile work                       this once
  routera profile remove work                             with its credential

Which one counts: --profile, then ROUTERA_PROFILE, the project file's \`profile\`, the user file's, then \`default\`.
Which value counts: flag, environment, project file, user file, default.

\`sandbox\` is built in: a local Routera inside the call, without an account; its deals are kept between calls.

  routera --profile sandbox deals list
`;
}

/** `routera help security`. */

export function security(): string {
  return `What this program does with secrets, with addresses and with the data of your deals.

Tokens. There is no flag for one: command lines are seen by others. A token comes from ROUTERA_TOKEN, from
\`routera auth login\`, or from a program that your user file names (tokenCommand). It belongs to one address and is sent
nowhere else; no output, log, journal or error ever shows it. A file with a secret must be readable by its owner alone.
While NODE_DEBUG would make Node itself print requests, none is sent.

Addresses. https only, but for this machine itself. No redirect is followed. Certificates are always checked; further
ones come from caFile or NODE_EXTRA_CA_CERTS. HTTPS_PROXY and NO_PROXY count.

Configuration is data: nothing in it is run. A project file can neither redirect your token nor name a program.

Answers. A write is done when Routera answers 200 with that deal. Text from outside is made safe before a terminal, a
build log or a spreadsheet sees it. Completion on TAB evaluates nothing that was typed and inserts nothing unquoted.

What is kept on this machine, in folders that only you can read:
  $XDG_STATE_HOME/routera/runs
      Journals of bulk runs, with the values that they wrote and overwrote. One that another user owns or may write to
      is not opened.
      \`routera runs prune --older-than 30\` removes old ones.
  $XDG_STATE_HOME/routera/seen
      For completion, by address: up to 200 names of fields that your calls have shown; values of deal_stage, pipeline and
      deal_owner (50 each); of other fields short values that several deals of a call share (20; a field with more keeps
      none). Never free text, numbers, dates, telephone numbers, e-mail addresses but owners', links, ids, or what looks
      like a secret. Nothing is kept in CI, nor with ROUTERA_NO_MEMORY=1. To forget, remove the folder.
  $XDG_STATE_HOME/routera/sandbox
      The deals of the sandbox.
  $XDG_CACHE_HOME/routera/tokens
      Tokens fetched with client credentials, until they end. \`routera auth logout\` removes them.

There is no telemetry and no update check: nothing is sent but what you ask for.

  routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_stage=won --dry-run
  routera profile show
  routera doctor
`;
}

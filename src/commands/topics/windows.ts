/** Text of `routera help windows`. */

export function windows(): string {
  return `How cmd and PowerShell change the arguments that you type, and other differences on Windows.

                       cmd                  PowerShell 5.1              PowerShell 7.3 and newer
  Start                routera              routera, or routera.cmd     routera, or routera.cmd
  Text with spaces     "two words"          "two words"                 "two words"
  List                 "a,b"                "a,b"                       "a,b"
  Quotation mark       \\"                   lost: use a file            as typed
  Text with $ or \`     as typed             'single quotes'             'single quotes'
  Text with %          %NAME% is replaced   as typed                    as typed
  Pipe                 bytes                text, ASCII by default      bytes from 7.4, else text in UTF-8
  File made by >       bytes                UTF-16                      bytes from 7.4, else UTF-8

Double quotes have the same meaning in cmd, PowerShell and Git Bash, as long as the text has no $, \` or %.

Execution policy. PowerShell starts routera.ps1 of npm first. If it answers that running scripts is disabled on this
system, type routera.cmd instead, or use routera.exe, which needs no Node.js and no script:

  routera.cmd deals list

Lists. Without quotes, PowerShell takes a,b for an array and passes "a b". Quote every list:

  routera deals list --properties "amount,next_step" --select "id,amount"

JSON. PowerShell before 7.3 removes the quotation marks of an argument: --field-json next_step='"null"' arrives as null
and clears the field. Numbers, true, false and null need no quotes. Everything else goes into a file:

  routera deals update 550e8400-e29b-41d4-a716-446655440000 --field-json amount=5000
  routera deals update 550e8400-e29b-41d4-a716-446655440000 --fields-json fields.json

Conditions. < and > redirect output in cmd and PowerShell. Quote the condition:

  routera deals list --where "amount>=5000"

Files. Let routera write a file with --out instead of > or a pipe. A file that PowerShell 5.1 makes with > is UTF-16,
and its pipes turn ü into ?. routera refuses both. If you need them, set the encoding first:

  $OutputEncoding = [Console]::OutputEncoding = [Text.Encoding]::UTF8

  routera deals export --out deals.csv
  routera deals plan deals.csv --out plan.jsonl

Open files. Excel locks the file that it shows. Close it there before routera writes it.

Hints are quoted for the shell that started routera: Git Bash sets MSYSTEM or SHELL, cmd sets PROMPT, and PowerShell sets
neither. If one started the other, hints use only what both read alike. In an older Git Bash window routera sees no
terminal and cannot ask: start it with winpty, or add --yes.

Ctrl-C and Ctrl-Break stop a run as on other systems. Windows ends routera about 5 seconds after its window is closed;
resume the run then.

Privacy. Windows ignores file modes. Files are private as far as your user profile directory is: routera warns of a
configuration file with a secret outside of it.
`;
}

/** Completion scripts for each shell. Every script passes the line to this program and shows its reply. */
import type { CompletionShell } from "./shells.ts";

/** bash 3.2 has no compopt: there a space follows `key=`, and file names are quoted by printf. */
const bashScript = `# bash completion for routera (bash 3.2 or later).
_routera() {
  local answer line how=
  COMPREPLY=()
  answer=$(command routera __complete bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null) || return 0
  while IFS= read -r line; do
    if [ -z "$how" ]; then how=$line; else COMPREPLY[\${#COMPREPLY[@]}]=$line; fi
  done <<< "$answer"
  case $how in
    nospace)
      compopt -o nospace 2>/dev/null
      ;;
    files*)
      compopt -o default 2>/dev/null && return 0
      while IFS= read -r line; do
        [ -n "$line" ] && COMPREPLY[\${#COMPREPLY[@]}]=$(printf %q "$line")
      done <<< "$(compgen -f -- "$2")"
      ;;
  esac
  return 0
}
complete -F _routera routera
`;

export function completionScript(shell: CompletionShell): string {
  return SCRIPTS[shell];
}

/** Serves as an autoloaded function and as a text to source. */
const zshScript = `#compdef routera
# zsh completion for routera: save it as _routera in a directory of $fpath, or source it after compinit.
_routera() {
  # With MAGIC_EQUAL_SUBST, zsh would only complete the part after the first "=".
  PREFIX=$IPREFIX$PREFIX
  IPREFIX=
  local how
  local -a before answer
  before=("\${(@Q)words[2,CURRENT-1]}")
  (( CURRENT > 2 )) || before=()
  answer=("\${(@f)$(command routera __complete zsh "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  how=$answer[1]
  shift answer
  case $how in
    files*)
      compset -p \${how#files } && _files
      ;;
    nospace)
      _describe -t values routera answer -S ''
      ;;
    words)
      (( $#answer )) && _describe -t values routera answer
      ;;
  esac
}
if [[ $funcstack[1] == _routera ]]; then
  _routera "$@"
elif (( $+functions[compdef] )); then
  compdef _routera routera
else
  print -u2 'routera: completion requires compinit; add "autoload -Uz compinit && compinit" before it'
fi
`;

/** fish quotes what it inserts, and leaves the space out behind a `=`. */
const fishScript = `# fish completion for routera (fish 3.1 or later).
function __routera_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l raw (commandline -ct)
    set -l current (string unescape -- "$raw")
    set -l answer (command routera __complete fish $words "$current" 2>/dev/null </dev/null)
    or return
    set -l how (string split ' ' -- $answer[1])
    set -e answer[1]
    if test "$how[1]" = files
        set -l front (string sub -l $how[2] -- "$current")
        set -l typed (string sub -s (math $how[2] + 1) -- "$current")
        # Keep the typed home directory: fish expands "~" only at the start of a word, and not inside quotes.
        set -l home
        if not string match -q -r '[\\'"]' -- "$raw"
            set home (string match -r '^\\$HOME(?=/)' -- "$typed")
            test -z "$front"; and set home $home (string match -r '^~(?=/)' -- "$typed")
        end
        set -l cut 1
        if set -q home[1]
            set cut (math (string length -- "$HOME") + 1)
            set typed "$HOME"(string sub -s (math (string length -- "$home") + 1) -- "$typed")
        end
        for path in (__fish_complete_path "$typed")
            printf '%s%s%s\\n' "$front" "$home" (string sub -s $cut -- "$path")
        end
    else if set -q answer[1]
        printf '%s\\n' $answer
    end
end
complete -c routera -e
complete -c routera -f -a '(__routera_complete)'
`;

/** Older PowerShells drop empty arguments and break quotes on the way to a program: the words travel as one plain text. */
const powershellScript = `# PowerShell completion for routera (PowerShell 5 or later).
Register-ArgumentCompleter -Native -CommandName routera -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $line = [string]::Join([string][char]0, [string[]]($words + @([string]$wordToComplete)))
    $packed = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($line))
    $program = Get-Command routera -CommandType Application, ExternalScript -ErrorAction SilentlyContinue | Select-Object -First 1
    if (-not $program) { return }
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $answer = @(& $program __complete powershell $packed 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    # Without suggestions, PowerShell completes file names.
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $text, $shown, $meaning = $_ -split "\`t", 3
        [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $meaning)
    }
}
`;

const SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

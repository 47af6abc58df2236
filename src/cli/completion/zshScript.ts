/** Serves as an autoloaded function and as a text to source. */
export const zshScript = `#compdef routera
# Completion of routera for zsh: as a file _routera in a folder of $fpath, or sourced behind compinit.
_routera() {
  # Under MAGIC_EQUAL_SUBST zsh would only look at what follows the first "=".
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
  print -u2 'routera: its completion needs compinit; put "autoload -Uz compinit && compinit" in front of it'
fi
`;

/** bash 3.2 has no compopt: there a space follows `key=`, and file names are quoted by printf. */
export const bashScript = `# Completion of routera for bash 3.2 and later; needs nothing else.
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

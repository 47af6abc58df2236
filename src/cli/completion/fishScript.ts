/** fish quotes what it inserts, and leaves the space out behind a `=`. */
export const fishScript = `# Completion of routera for fish 3.1 and later.
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
        for path in (__fish_complete_path (string sub -s (math $how[2] + 1) -- "$current"))
            printf '%s%s\\n' "$front" "$path"
        end
    else if set -q answer[1]
        printf '%s\\n' $answer
    end
end
complete -c routera -e
complete -c routera -f -a '(__routera_complete)'
`;

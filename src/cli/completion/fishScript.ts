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
        set -l typed (string sub -s (math $how[2] + 1) -- "$current")
        # The home folder stays as it was typed; fish knows "~" at the start of a word only, and neither between quotes.
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

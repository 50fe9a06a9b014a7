/** Each script asks `tkr` itself, and completes files where that has nothing to say. */
const scripts: Readonly<Record<string, string>> = {
  bash: `# The words of tkr, for bash.
_tkr() {
  local line word i rest=$COMP_LINE cut="" words=()
  # Bash splits words at colons and equals signs: what no blank parts is one.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest != [[:space:]]* ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    rest=\${rest#*"$word"}
  done
  word=\${words[\${#words[@]} - 1]}
  if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then cut=\${word%:*}:; fi
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    COMPREPLY+=("\${line#"$cut"}")
  done < <(tkr __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -o bashdefault -F _tkr tkr
`,
  zsh: `#compdef tkr
# The words of tkr, for zsh.
_tkr() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(tkr __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#found )); then _describe tkr found; else _files; fi
}
if [[ "\${funcstack[1]}" == _tkr ]]; then _tkr; else compdef _tkr tkr; fi
`,
  fish: `# The words of tkr, for fish.
function __tkr_candidates
    set -l words (commandline -opc) (commandline -ct)
    set -l found (tkr __complete -- $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c tkr -f -a '(__tkr_candidates)'
`,
};

/** Prints a shell's script. */
export function printScript(shell: string): number {
  process.stdout.write(scripts[shell] ?? "");
  return 0;
}

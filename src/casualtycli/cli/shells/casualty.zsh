#compdef casualty
_casualty() {
    local answer line
    local -a candidates shown
    answer=$(_CASUALTY_COMPLETE=zsh _CASUALTY_WORD="${words[CURRENT]}" \
        "${words[1]}" "${(@)words[2,CURRENT-1]}" 2>/dev/null)
    if (( $? == 1 )); then
        _files
        return
    fi
    for line in "${(@f)answer}"; do
        [[ -n $line ]] || continue
        candidates+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done
    (( $#candidates )) && compadd -V casualty -l -d shown -a candidates
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _casualty "$@"
else
    compdef _casualty casualty
fi

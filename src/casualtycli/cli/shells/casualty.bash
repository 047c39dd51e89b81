_casualty() {
    local answer candidate
    COMPREPLY=()
    answer=$(_CASUALTY_COMPLETE=bash _CASUALTY_WORD="${COMP_WORDS[COMP_CWORD]}" \
        "$1" "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
    if [ $? -eq 1 ]; then
        compopt -o default
        return
    fi
    while IFS= read -r candidate; do
        [ -n "$candidate" ] && COMPREPLY+=("$candidate")
    done <<< "$answer"
}
complete -o nosort -F _casualty casualty 2>/dev/null || complete -F _casualty casualty

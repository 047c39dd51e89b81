function _casualty
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l answer (env _CASUALTY_COMPLETE=fish _CASUALTY_WORD="$word" $program $words 2>/dev/null)
    if test $status -eq 1
        complete -C "'' $word"
        return
    end
    string join \n -- $answer
end
complete --command casualty --no-files --keep-order --arguments "(_casualty)"

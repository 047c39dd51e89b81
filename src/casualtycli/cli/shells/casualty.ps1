Register-ArgumentCompleter -Native -CommandName casualty -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:_CASUALTY_COMPLETE = 'powershell'
        $env:_CASUALTY_WORD = "$wordToComplete"
        $answer = @(& $commandAst.GetCommandName() @words 2>$null)
        $wantsFile = $LASTEXITCODE -eq 1
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:_CASUALTY_COMPLETE, Env:_CASUALTY_WORD -ErrorAction SilentlyContinue
    }
    if ($wantsFile) {
        return # nothing at all makes PowerShell complete files
    }
    if ($answer.Count -eq 0) {
        return '' # and this makes it complete nothing
    }
    $answer | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}

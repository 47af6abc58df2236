/** Older PowerShells drop empty arguments and break quotes on the way to a program: the words travel as one plain text. */
export const powershellScript = `# Completion of routera for PowerShell 5 and later.
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
    # With nothing to offer PowerShell itself goes on to files.
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $text, $shown, $meaning = $_ -split "\`t", 3
        [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $meaning)
    }
}
`;

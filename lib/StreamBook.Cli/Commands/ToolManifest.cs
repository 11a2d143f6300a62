namespace StreamBook.Cli.Commands;

/// <summary>
/// The manifest by which the Polyglot Notebooks extension of VS Code finds its kernel. It has the SDK write it and looks
/// for it in <c>.config/</c>; SDK 10.0.102 and later write it beside that folder, and from its second start on the
/// extension finds no kernel: https://github.com/dotnet/sdk/issues/53103
/// </summary>
internal static class ToolManifest
{
    private const string File = "dotnet-tools.json";
    private const string Extension = "globalStorage/ms-dotnettools.dotnet-interactive-vscode";

    /// <summary>Where the editors of this user keep what their extensions store.</summary>
    public static IEnumerable<string> UserFolders()
    {
        var settings = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        foreach (var editor in new[] { "Code", "Code - OSS", "Code - Insiders", "VSCodium" })
            yield return Path.Combine(settings, editor, "User");
        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "code-server", "User");
    }

    /// <summary>What to do about each manifest that lies where the extension does not look.</summary>
    public static IEnumerable<string> Advice(IEnumerable<string> userFolders) =>
        from folder in userFolders
        let written = Path.GetFullPath(Path.Combine(folder, Extension, File))
        let sought = Path.GetFullPath(Path.Combine(folder, Extension, ".config", File))
        where System.IO.File.Exists(written) && !System.IO.File.Exists(sought)
        select $"""
            Visual Studio Code: the Polyglot Notebooks extension will find no kernel. The .NET SDK wrote
              {written}
            and the extension looks for it in .config/ there (dotnet/sdk#53103). Move it to
              {sought}
            """;
}

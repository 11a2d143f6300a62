using StreamBook.Cli.Commands;

namespace StreamBook.Tests;

public sealed class ToolManifestTests : IDisposable
{
    private readonly TempFolder _user = new("streambook-user-");

    public void Dispose() => _user.Dispose();

    [Fact]
    public void A_manifest_beside_the_folder_where_it_is_sought_is_to_be_moved_there()
    {
        var written = Manifest("");

        var advice = ToolManifest.Advice([_user.Path]).ShouldHaveSingleItem();

        advice.ShouldContain(written);
        advice.ShouldContain("dotnet/sdk#53103");
    }

    [Fact]
    public void Nothing_is_said_where_the_extension_finds_its_manifest_or_was_never_there()
    {
        ToolManifest.Advice([_user.Path, "/no/such/folder"]).ShouldBeEmpty();

        Manifest("");
        Manifest(".config");

        ToolManifest.Advice([_user.Path]).ShouldBeEmpty();
    }

    private string Manifest(string folder)
    {
        var path = Path.Combine(_user.Path, "globalStorage/ms-dotnettools.dotnet-interactive-vscode", folder, "dotnet-tools.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "{}");
        return path;
    }
}

using System.Text;

namespace StreamBook.Cli.Commands;

/// <summary>Writes what a command was asked to write: whole or not at all, and told in a sentence where it cannot.</summary>
internal static class Writing
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static void Text(string path, string text) => To(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path + ".new", text, _utf8);
        File.Move(path + ".new", path, overwrite: true);
    });

    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void To(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}

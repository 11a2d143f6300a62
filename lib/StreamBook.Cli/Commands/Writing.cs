using System.Text;

namespace StreamBook.Cli.Commands;

/// <summary>Writes what a command was asked to write: whole or not at all, and told in a sentence where it cannot.</summary>
internal static class Writing
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // ENOSPC of Linux and macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private const int NoSpace = 28;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);

    public static bool IsForWantOfSpace(IOException e) => e.HResult is NoSpace or DiskFull or HandleDiskFull;

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

using System.Text;

namespace StreamBook.Cli.Document;

/// <summary>A notebook where it lies on the disk.</summary>
internal sealed record NotebookFile(string Path, Notebook Notebook, string Text)
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool IsCanonical => Text == NotebookWriter.Write(Notebook);

    public string Title => Notebook.Title ?? System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <exception cref="NotebookException">There is no notebook at the path; the message says what is there.</exception>
    public static NotebookFile Load(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new NotebookException(path, "a directory, not a notebook.");
            return Read(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookException(path, "no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException(path, $"cannot be read ({e.Message})", e);
        }
    }

    /// <summary>A notebook whose bytes are known already.</summary>
    /// <param name="path">How to name it in an error.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="NotebookException">They are none.</exception>
    public static NotebookFile Read(string path, byte[] content)
    {
        try
        {
            var text = _strictUtf8.GetString(content);
            return new(path, NotebookReader.Read(text.TrimStart('\uFEFF'), path), text);
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookException(path, $"not a notebook: byte {e.Index + 1} is not UTF-8.", e);
        }
    }

    /// <summary>Rewrites the file in its canonical form, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Rewrite()
    {
        var written = Path + ".new";
        try
        {
            File.WriteAllText(written, NotebookWriter.Write(Notebook), _strictUtf8);
            File.Move(written, Path, overwrite: true);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
    }
}

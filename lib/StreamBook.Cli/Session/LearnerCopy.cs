using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Session;

/// <summary>
/// A notebook as a learner has it: the original until the first edit, from then on a copy of their own. The original is
/// never written, and a copy that somebody else wrote to meanwhile is not overwritten without being asked for.
/// </summary>
internal sealed class LearnerCopy
{
    // In the copy's metadata: what the original was when the copy was begun.
    private const string BegunFrom = "streambook_original";

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _path;
    private string? _known;
    private string _begunFrom = "";

    /// <param name="original">The notebook of the book.</param>
    /// <param name="path">Where the learner's copy is, or will be.</param>
    /// <exception cref="NotebookException">The copy, or without one the original, cannot be used.</exception>
    public LearnerCopy(string original, string path)
    {
        _path = path;
        Original = NotebookFile.Load(original);
        Notebook = Original.Notebook;
        Reload();
    }

    /// <summary>The notebook of the book.</summary>
    public NotebookFile Original { get; private set; }

    /// <summary>As the learner has it, as it was last read or written here.</summary>
    public Notebook Notebook { get; private set; }

    /// <summary>Whether the learner has a copy.</summary>
    public bool Exists => _known is not null;

    /// <summary>Whether the original is another one than that from which the copy was begun.</summary>
    public bool IsOriginalNew => Exists && _begunFrom != Fingerprint(Original);

    /// <summary>What lies on the disk is not what was last read or written here.</summary>
    public bool IsChangedOnDisk => OnDisk() != _known;

    /// <summary>Reads the original, and the copy if there is one.</summary>
    /// <exception cref="NotebookException">One cannot be used; nothing has changed then.</exception>
    public void Reload()
    {
        var original = NotebookFile.Load(Original.Path);
        var text = OnDisk();
        var copy = text is null ? null : NotebookReader.Read(text.TrimStart('\uFEFF'), _path);
        Original = original;
        _known = text;
        Notebook = copy ?? original.Notebook;
        _begunFrom = copy?.Metadata.TryGetValue(BegunFrom, out var value) == true && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    /// <summary>Writes the copy.</summary>
    /// <returns>False if it changed on the disk since it was last read or written here; it stays as it is then.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public bool TrySave(Notebook notebook)
    {
        Notebook = notebook;
        if (IsChangedOnDisk)
            return false;
        if (!Exists)
            _begunFrom = Fingerprint(Original);
        Write(NotebookWriter.Write(notebook with { Metadata = notebook.Metadata.SetItem(BegunFrom, JsonSerializer.SerializeToElement(_begunFrom)) }));
        return true;
    }

    /// <summary>Writes the copy although it changed on the disk; what lay there is kept beside it.</summary>
    /// <returns>The path of what lay there.</returns>
    public string Overwrite(Notebook notebook)
    {
        var aside = SetAside();
        _known = null;
        TrySave(notebook);
        return aside;
    }

    /// <summary>Takes the copy as it lies on the disk; what was here is kept beside it.</summary>
    /// <param name="here">What was here.</param>
    /// <exception cref="NotebookException">What lies there cannot be used; nothing has changed then.</exception>
    public void TakeFromDisk(Notebook here)
    {
        Reload();
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(Aside, NotebookWriter.Write(here), _utf8);
    }

    /// <summary>Goes back to the original. The copy is kept beside, so that a slip costs nothing.</summary>
    public void Reset()
    {
        SetAside();
        Reload();
    }

    /// <summary>The source of a cell in the original; null for a cell of the learner's.</summary>
    public string? OriginalSource(string id) => Original.Notebook.Cells.FirstOrDefault(cell => cell.Id == id)?.Source;

    private string Aside => Path.ChangeExtension(_path, ".before.ipynb");

    private string SetAside()
    {
        if (File.Exists(_path))
            File.Move(_path, Aside, overwrite: true);
        return Aside;
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var written = _path + ".new";
        File.WriteAllText(written, text, _utf8);
        File.Move(written, _path, overwrite: true);
        _known = text;
    }

    private string? OnDisk()
    {
        try
        {
            return File.ReadAllText(_path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Fingerprint(NotebookFile file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text)));
}

using System.Text;

namespace StreamBook.Cli.Session;

/// <summary>
/// All the text that a cell wrote, in a file once it is more than the outputs keep. Memory stays bounded, and nothing that
/// was printed is lost up to <see cref="LimitByteCount"/>: a cell that prints for ever would fill the disk.
/// </summary>
internal sealed class WholeLog(string path)
{
    /// <summary>1 GB.</summary>
    public const long LimitByteCount = 1_000_000_000;

    /// <summary>Up to this length there is no file.</summary>
    public const int InMemoryLength = 65_536;

    private readonly StringBuilder _start = new();
    private StreamWriter? _file;
    private long _byteCount;
    private bool _exists;

    /// <summary>Where the file is; null while the outputs themselves have all.</summary>
    public string? Path
    {
        get
        {
            _file?.Flush();
            return _exists ? path : null;
        }
    }

    public void Append(string text)
    {
        if (_file is null && _start.Length + text.Length <= InMemoryLength)
        {
            _start.Append(text);
            return;
        }

        _file ??= Open();
        _byteCount += Encoding.UTF8.GetByteCount(text);
        if (_byteCount <= LimitByteCount)
            _file.Write(text);
    }

    public void Close()
    {
        if (_file is not null && _byteCount > LimitByteCount)
            _file.Write($"\n[… {_byteCount - LimitByteCount:N0} bytes more were not kept …]\n");
        _file?.Dispose();
        _file = null;
    }

    public void Delete()
    {
        _file?.Dispose();
        _file = null;
        if (_exists)
            File.Delete(path);
        _exists = false;
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        // Others read it while it grows.
        var file = new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false));
        _exists = true;
        foreach (var piece in _start.GetChunks())
            file.Write(piece.Span);
        _start.Clear();
        return file;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Session;

/// <summary>
/// What one cell put out, in order. Beyond the limit the middle is left out: the beginning says what it was, the
/// end how it ended. Memory stays bounded while the cell still writes.
/// </summary>
internal sealed class OutputLog
{
    /// <summary>1 MB.</summary>
    public const int LimitByteCount = 1_000_000;

    private const int ChunkLength = 4096;

    private readonly List<Entry> _head = [];
    private readonly Queue<Entry> _tail = [];
    private readonly Dictionary<string, Entry> _byValueId = [];
    private Entry? _last;
    private bool _headIsFull;
    private long _keptByteCount;
    private long _leftOutByteCount;

    /// <summary>Adds an output. A failure is not kept here: it is the cell's result.</summary>
    public void Add(CellOutput output)
    {
        switch (output)
        {
            case CellOutput.Text text:
                AddText(text.IsError, text.Value);
                break;
            case CellOutput.Display display:
                var entry = Place(new Entry(display with { Formats = Fitting(display.Formats) }));
                if (display.ValueId is { } id)
                    _byValueId[id] = entry;
                break;
            case CellOutput.Diagnostic:
                Place(new Entry(output));
                break;
        }

        Trim();
    }

    /// <summary>Puts new forms in the place of a displayed value's old ones.</summary>
    /// <returns>False if the value is not of this cell.</returns>
    public bool TryUpdate(CellOutput.Update update)
    {
        if (!_byValueId.TryGetValue(update.ValueId, out var entry))
            return false;
        var before = entry.ByteCount;
        entry.Value = (CellOutput.Display)entry.Value! with { Formats = Fitting(update.Formats) };
        // A value that was left out stays so.
        if (!entry.IsLeftOut)
            _keptByteCount += entry.ByteCount - before;
        Trim();
        return true;
    }

    /// <summary>The outputs as they are now; what was left out is named where it was.</summary>
    public ImmutableArray<CellOutput> ToOutputs()
    {
        var outputs = ImmutableArray.CreateBuilder<CellOutput>();
        var text = new StringBuilder();
        var isError = false;
        foreach (var entry in _head.Append(LeftOut()).Concat(_tail).OfType<Entry>())
        {
            if (entry.Value is not null || entry.IsError != isError)
                EndText();
            isError = entry.IsError;
            text.Append(entry.Text);
            if (entry.Value is { } value)
                outputs.Add(value);
        }

        EndText();
        return outputs.ToImmutable();

        void EndText()
        {
            if (text.Length > 0)
                outputs.Add(new CellOutput.Text(isError, text.ToString()));
            text.Clear();
        }
    }

    private Entry? LeftOut()
    {
        if (_leftOutByteCount == 0)
            return null;
        var notice = new Entry(isError: false);
        notice.Append(string.Create(CultureInfo.InvariantCulture, $"\n[… {_leftOutByteCount:N0} bytes of output left out …]\n"));
        return notice;
    }

    /// <summary>A single value cannot be cut in the middle: half a picture is none.</summary>
    private static IReadOnlyDictionary<string, string> Fitting(IReadOnlyDictionary<string, string> formats)
    {
        var byteCount = Entry.Count(formats);
        return byteCount <= LimitByteCount ? formats : new Dictionary<string, string>
        {
            ["text/plain"] = string.Create(CultureInfo.InvariantCulture, $"[… a value of {byteCount:N0} bytes left out …]"),
        };
    }

    private void AddText(bool isError, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(text.Length, ChunkLength);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
                length--;
            if (_last is not { Value: null } chunk || chunk.IsError != isError || chunk.Text.Length + length > ChunkLength)
                chunk = Place(new(isError));
            _keptByteCount += chunk.Append(text[..length]);
            text = text[length..];
        }
    }

    private Entry Place(Entry entry)
    {
        _headIsFull |= _keptByteCount + entry.ByteCount > LimitByteCount / 2;
        if (_headIsFull)
            _tail.Enqueue(entry);
        else
            _head.Add(entry);
        _keptByteCount += entry.ByteCount;
        return _last = entry;
    }

    private void Trim()
    {
        while (_keptByteCount > LimitByteCount && _tail.TryDequeue(out var entry))
        {
            entry.IsLeftOut = true;
            _keptByteCount -= entry.ByteCount;
            _leftOutByteCount += entry.ByteCount;
        }

        if (_tail.Count == 0 && _headIsFull)
            _last = null;
    }

    /// <summary>A value, or a piece of text small enough to be left out whole.</summary>
    private sealed class Entry
    {
        private long _textByteCount;

        public Entry(CellOutput value) => Value = value;

        public Entry(bool isError) => IsError = isError;

        public CellOutput? Value { get; set; }

        public bool IsError { get; }

        public bool IsLeftOut { get; set; }

        public StringBuilder Text { get; } = new();

        public long ByteCount => Value switch
        {
            null => _textByteCount,
            CellOutput.Display display => Count(display.Formats),
            CellOutput.Diagnostic diagnostic => Encoding.UTF8.GetByteCount(diagnostic.Message),
            _ => 0,
        };

        public static long Count(IReadOnlyDictionary<string, string> formats) =>
            formats.Sum(format => (long)Encoding.UTF8.GetByteCount(format.Value));

        public int Append(ReadOnlySpan<char> text)
        {
            Text.Append(text);
            var byteCount = Encoding.UTF8.GetByteCount(text);
            _textByteCount += byteCount;
            return byteCount;
        }
    }
}

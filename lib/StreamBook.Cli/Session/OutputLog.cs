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

    // An entry takes some 300 bytes, be it ever so short.
    private const int LimitEntryCount = 10_000;
    private const int ChunkLength = 4096;

    private readonly List<Entry> _head = [];
    private readonly Queue<Entry> _tail = [];
    private readonly Dictionary<string, Entry> _byValueId = [];
    private Entry? _last;
    private bool _headIsFull;
    private long _headByteCount;
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
                var entry = Place(new Entry(display with { Formats = Fitting(display.Formats, LimitByteCount) }));
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
    /// <returns>False if the value is not of this cell, or was left out.</returns>
    public bool TryUpdate(CellOutput.Update update)
    {
        if (!_byValueId.TryGetValue(update.ValueId, out var entry))
            return false;
        // What stands at the beginning is not left out for what comes after it, so it must not grow beyond the limit.
        var room = entry.IsInHead ? LimitByteCount - _headByteCount + entry.ByteCount : LimitByteCount;
        Count(entry, -1);
        entry.Value = (CellOutput.Display)entry.Value! with { Formats = Fitting(update.Formats, room) };
        Count(entry, 1);
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
    private static IReadOnlyDictionary<string, string> Fitting(IReadOnlyDictionary<string, string> formats, long room)
    {
        var byteCount = Entry.Size(formats);
        return byteCount <= room ? formats : new Dictionary<string, string>
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
            Count(chunk, -1);
            chunk.Append(text[..length]);
            Count(chunk, 1);
            text = text[length..];
        }
    }

    private Entry Place(Entry entry)
    {
        _headIsFull |= _keptByteCount + entry.ByteCount > LimitByteCount / 2 || _head.Count == LimitEntryCount / 2;
        entry.IsInHead = !_headIsFull;
        if (_headIsFull)
            _tail.Enqueue(entry);
        else
            _head.Add(entry);
        Count(entry, 1);
        return _last = entry;
    }

    private void Count(Entry entry, int sign)
    {
        _keptByteCount += sign * entry.ByteCount;
        if (entry.IsInHead)
            _headByteCount += sign * entry.ByteCount;
    }

    private void Trim()
    {
        while ((_keptByteCount > LimitByteCount || _tail.Count > LimitEntryCount / 2) && _tail.TryDequeue(out var entry))
        {
            Count(entry, -1);
            _leftOutByteCount += entry.ByteCount;
            if (entry.Value is CellOutput.Display { ValueId: { } id } && _byValueId.GetValueOrDefault(id) == entry)
                _byValueId.Remove(id);
        }

        if (_tail.Count == 0 && _headIsFull)
            _last = null;
    }

    /// <summary>A value, or a piece of text small enough to be left out whole.</summary>
    private sealed class Entry
    {
        public Entry(CellOutput value) => Value = value;

        public Entry(bool isError) => IsError = isError;

        public CellOutput? Value
        {
            get;
            set
            {
                field = value;
                ByteCount = value switch
                {
                    CellOutput.Display display => Size(display.Formats),
                    CellOutput.Diagnostic diagnostic => Encoding.UTF8.GetByteCount(diagnostic.Message),
                    _ => 0,
                };
            }
        }

        public bool IsError { get; }

        /// <summary>Whether it stays, whatever comes after it.</summary>
        public bool IsInHead { get; set; }

        public StringBuilder Text { get; } = new();

        public long ByteCount { get; private set; }

        public static long Size(IReadOnlyDictionary<string, string> formats) =>
            formats.Sum(format => (long)Encoding.UTF8.GetByteCount(format.Value));

        public void Append(ReadOnlySpan<char> text)
        {
            Text.Append(text);
            ByteCount += Encoding.UTF8.GetByteCount(text);
        }
    }
}

using System.Text.Json;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Session;

/// <summary>What a learner has done so far, in a file: the cells that passed, the guesses written before results, and the hints taken.</summary>
internal sealed class LearnerRecord
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Content _content;

    /// <param name="path">The file; one that is not there, or is no such record, begins anew.</param>
    public LearnerRecord(string path)
    {
        _path = path;
        _content = Read(path);
    }

    /// <summary>The record of whoever works with a book.</summary>
    public static LearnerRecord Of(Book book) => new(Path.Combine(book.Root, ".streambook", "record.json"));

    public IReadOnlySet<string> Passed(string notebook)
    {
        lock (_lock)
            return new HashSet<string>(_content.Passed.GetValueOrDefault(notebook) ?? []);
    }

    public string Guess(string notebook, string cell)
    {
        lock (_lock)
            return _content.Guesses.GetValueOrDefault(notebook)?.GetValueOrDefault(cell) ?? "";
    }

    public void AddPassed(string notebook, string cell)
    {
        lock (_lock)
        {
            if (!_content.Passed.TryGetValue(notebook, out var cells))
                _content.Passed[notebook] = cells = [];
            if (cells.Add(cell))
                Write();
        }
    }

    public void SetGuess(string notebook, string cell, string guess)
    {
        lock (_lock)
        {
            if (!_content.Guesses.TryGetValue(notebook, out var guesses))
                _content.Guesses[notebook] = guesses = [];
            guesses[cell] = guess;
            Write();
        }
    }

    public int HintCount(string task)
    {
        lock (_lock)
            return _content.Hints.GetValueOrDefault(task);
    }

    public void AddHint(string task)
    {
        lock (_lock)
        {
            _content.Hints[task] = _content.Hints.GetValueOrDefault(task) + 1;
            Write();
        }
    }

    private static Content Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(path), _json) ?? new();
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return new();
        }
    }

    private void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path + ".new", JsonSerializer.Serialize(_content, _json));
        File.Move(_path + ".new", _path, overwrite: true);
    }

    private sealed class Content
    {
        public SortedDictionary<string, SortedSet<string>> Passed { get; init; } = [];

        public SortedDictionary<string, SortedDictionary<string, string>> Guesses { get; init; } = [];

        /// <summary>How many hints were given, by task.</summary>
        public SortedDictionary<string, int> Hints { get; init; } = [];
    }
}

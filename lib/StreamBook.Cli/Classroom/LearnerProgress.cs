using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom;

/// <summary>How far a learner came: one small file of theirs. What it does not know, it has not seen.</summary>
/// <param name="path">The file; it need not be there.</param>
internal sealed class LearnerProgress(string path)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, TaskProgress> _tasks = Read(path);

    public static LearnerProgress Of(Book book) => new(Path.Combine(book.Root, ".streambook", "progress.json"));

    /// <summary>The last result of a task; null if it was never checked.</summary>
    public TaskProgress? this[string task] => _tasks.GetValueOrDefault(task);

    /// <summary>Keeps a result, but for one that says nothing of the answer.</summary>
    /// <param name="result">The result.</param>
    /// <param name="part">What was checked.</param>
    public void Keep(CheckResult result, string part)
    {
        if (result.Outcome is not CheckOutcome.BookBroke)
            _tasks[result.Task] = new(result.Outcome, HashOf(part));
    }

    /// <summary>Forgets a task.</summary>
    public void Forget(string task) => _tasks.Remove(task);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(_tasks, _json) + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    public static string HashOf(string part) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(part)))[..12];

    // A file that cannot be read is a learner who begins anew: nothing of value is lost with it.
    private static SortedDictionary<string, TaskProgress> Read(string path)
    {
        try
        {
            var tasks = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, TaskProgress>>(File.ReadAllText(path), _json) : null;
            return new(tasks ?? [], StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}

/// <summary>What is known of a task.</summary>
/// <param name="Outcome">How its last check ended.</param>
/// <param name="Part">A hash of what was checked: another answer is not judged yet.</param>
internal sealed record TaskProgress(CheckOutcome Outcome, string Part);

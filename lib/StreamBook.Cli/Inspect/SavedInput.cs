using System.Text;
using StreamBook.Cli.Commands;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>What is inspected from a file, and what such a file cannot prove.</summary>
/// <param name="Capture">As much of a capture as the file holds.</param>
/// <param name="Limits">What it cannot prove, in sentences; null for a whole capture.</param>
internal sealed record SavedInput(Capture Capture, string? Limits)
{
    // What rests on when something came, which only a capture knows.
    private static readonly HashSet<string> _needTimes = ["SB101", "SB102", "SB103", "SB104", "SB105", "SB106", "SB111", "SB112", "SB132"];

    // A larger file is none that somebody saved to look at.
    private const long MostByteCount = 256L << 20;

    /// <summary>Reads a file: a capture of ours, a HAR, the headers of an answer, or a stream.</summary>
    /// <exception cref="UsageException">It cannot be read, or is nothing of the kind.</exception>
    public static SavedInput Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostByteCount)
                throw new UsageException($"{path}: {length >> 20} MB are too many to look at.");
            return length == 0 ? throw new UsageException($"{path}: empty.") : Of(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What is wrong, as far as the file tells.</summary>
    public Diagnosis Diagnose()
    {
        var diagnosis = Diagnosis.Of(Capture);
        return Limits is null ? diagnosis : diagnosis with { Findings = [.. diagnosis.Findings.Where(finding => !_needTimes.Contains(finding.Id)).Select(Told)], Undecided = Limits };

        // Of a gateway that gave up it is said after how long, which pasted headers do not hold.
        Finding Told(Finding finding) => finding.Id == "SB114" && Capture.HeadersOffset is null ? finding with { Seen = $"{Words.OfStatus(Capture.Status ?? 0)}." } : finding;
    }

    private static SavedInput Of(string path, byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var begin = text.AsSpan().TrimStart().TrimStart('\uFEFF');
        if (begin.StartsWith('{') && text.Contains($"\"{CaptureFile.FormatName}\"", StringComparison.Ordinal))
            return new(CaptureFile.Read(path, text), null);
        if (begin.StartsWith('{') && text.Contains("\"entries\"", StringComparison.Ordinal))
            return HarFile.Read(path, text);
        return SavedAnswer.Read(path, bytes) ?? throw new UsageException(
            $"{path}: not a capture, as `book inspect --save FILE` writes one, nor a HAR, nor an answer as `curl -i` shows it, nor an event stream.");
    }
}

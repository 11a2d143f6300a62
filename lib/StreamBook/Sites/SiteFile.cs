using System.Collections.Immutable;
using System.Text;
using StreamBook.Nginx;

namespace StreamBook.Sites;

/// <summary>One file of a configuration, read but with its includes still unread.</summary>
/// <param name="Name">What it is called in findings.</param>
/// <param name="Text">Its text.</param>
/// <param name="Directives">Its directives.</param>
/// <param name="Comments">Its comments, each with the line it stands on, and whether it has that line to itself.</param>
internal sealed record SiteFile(string Name, string Text, ImmutableArray<Directive> Directives, ImmutableArray<SiteComment> Comments)
{
    // Configurations of whole companies have about one.
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly Lazy<int[]> _lineStarts = new(() => [0, .. Text.Select((c, i) => (c, i)).Where(pair => pair.c == '\n').Select(pair => pair.i + 1)]);

    /// <summary>Reads the text of a configuration.</summary>
    /// <exception cref="SiteException">It is none.</exception>
    public static SiteFile Parse(string name, string text)
    {
        var reader = new DirectiveReader(text);
        try
        {
            var directives = reader.ReadAll();
            var file = new SiteFile(name, text, directives, []);
            return file with { Comments = [.. reader.Comments.Select(file.Comment)] };
        }
        catch (UnreadableConfigurationException e)
        {
            throw new SiteException($"{name}:{text.AsSpan()[..e.At].Count('\n') + 1}: this is no nginx configuration: {e.Reason}.", e);
        }
    }

    /// <summary>Reads a file of this machine.</summary>
    /// <exception cref="SiteException">It cannot be read, or holds what no configuration holds.</exception>
    public static string ReadText(string path, string name)
    {
        try
        {
            if (Directory.Exists(path))
                throw new SiteException($"{name}: a folder; name the files in it.");
            if (new FileInfo(path).Length > MostBytes)
                throw new SiteException($"{name}: larger than 16 MiB, which no configuration is.");
            var text = File.ReadAllText(path, Encoding.UTF8);
            return !text.Contains('\0', StringComparison.Ordinal) ? text : throw new SiteException($"{name}: this is no nginx configuration: it holds NUL bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SiteException($"{name}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SiteException($"{name}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Where the character stands.</summary>
    public SitePlace Place(int at)
    {
        var starts = _lineStarts.Value;
        var line = Array.BinarySearch(starts, at) is var found && found >= 0 ? found : ~found - 1;
        return new(Name, line + 1, at - starts[line] + 1);
    }

    private SiteComment Comment(Range range)
    {
        var (start, length) = range.GetOffsetAndLength(Text.Length);
        var place = Place(start);
        return new(place, Text.Substring(start, length).TrimEnd(), Text.AsSpan(start - place.Column + 1, place.Column - 1).IsWhiteSpace());
    }
}

/// <summary>A comment.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Text">From its first character to the end of the line.</param>
/// <param name="IsAlone">Whether nothing else stands on its line.</param>
internal sealed record SiteComment(SitePlace Place, string Text, bool IsAlone);

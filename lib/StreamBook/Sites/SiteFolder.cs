using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamBook.Sites;

/// <summary>Where the files of a configuration are: on this machine, or in what <c>nginx -T</c> wrote.</summary>
internal abstract class SiteFolder
{
    /// <summary>The paths that an include means, in nginx's order.</summary>
    /// <param name="pattern">The argument of the include.</param>
    /// <param name="includer">The path of the file it stands in.</param>
    /// <param name="note">Hears of what had to be assumed.</param>
    /// <returns>Null if it names a file that is not there; a pattern that matches nothing is fine with nginx.</returns>
    public abstract ImmutableArray<string>? Find(string pattern, string includer, Action<string> note);

    /// <summary>The text of one of them.</summary>
    /// <exception cref="SiteException">It cannot be read.</exception>
    public abstract string Read(string path);

    /// <summary>Whether nginx takes the name for a pattern (https://nginx.org/en/docs/ngx_core_module.html#include).</summary>
    protected static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>A pattern for one part of a path; a hidden file is matched only by a dot of its own.</summary>
    protected static Regex Matcher(string pattern) => new(
        $"^{(pattern is ['.', ..] ? "" : @"(?!\.)")}{Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal).Replace("\\?", "[^/]", StringComparison.Ordinal).Replace("\\[", "[", StringComparison.Ordinal)}$",
        RegexOptions.CultureInvariant);
}

/// <summary>The files that <c>nginx -T</c> wrote.</summary>
internal sealed class DumpedFolder(IReadOnlyList<(string Path, string Text)> files) : SiteFolder
{
    private readonly string _root = System.IO.Path.GetDirectoryName(files[0].Path)!.Replace('\\', '/');

    public override ImmutableArray<string>? Find(string pattern, string includer, Action<string> note)
    {
        var full = pattern.StartsWith('/') ? pattern : $"{_root}/{pattern}";
        var parts = full.Split('/').Select(Matcher).ToArray();
        ImmutableArray<string> found = [.. files.Select(file => file.Path).Distinct()
            .Where(path => path == full || (path.Split('/') is var its && its.Length == parts.Length && its.Zip(parts).All(pair => pair.Second.IsMatch(pair.First))))
            .Order(StringComparer.Ordinal)];
        return found.IsEmpty && !IsPattern(pattern) ? null : found;
    }

    public override string Read(string path) => files.First(file => file.Path == path).Text;
}

/// <summary>Files of this machine: a whole <c>/etc/nginx</c>, a copy of one in a repository, or a single file.</summary>
/// <param name="root">The folder of the file that was named.</param>
/// <param name="show">How a path is shown to the person.</param>
internal sealed class DiskFolder(string root, Func<string, string> show) : SiteFolder
{
    // A site in sites-available/ of a copy names its includes from two folders up.
    private const int MostUp = 3;

    public override ImmutableArray<string>? Find(string pattern, string includer, Action<string> note)
    {
        foreach (var (folder, rest) in Candidates(pattern, includer))
        {
            var found = Glob(folder, rest.Split('/', StringSplitOptions.RemoveEmptyEntries));
            if (found.IsEmpty)
                continue;
            if (pattern.StartsWith('/') && folder != "/")
                note($"include {pattern} is read from {show(found[0])}{(found.Length > 1 ? $" and {found.Length - 1} more" : "")}");
            return found;
        }

        return IsPattern(pattern) ? [] : null;
    }

    public override string Read(string path) => SiteFile.ReadText(path, show(path));

    // nginx looks only where the path says, or below the folder of nginx.conf. What is read here is often a copy of that folder.
    private IEnumerable<(string Folder, string Path)> Candidates(string pattern, string includer)
    {
        if (pattern.StartsWith('/'))
            yield return ("/", pattern);
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var skipped = 0; skipped < (pattern.StartsWith('/') ? parts.Length : 1); skipped++)
        {
            foreach (var start in new[] { root, Path.GetDirectoryName(includer)! }.Distinct())
            {
                var folder = start;
                for (var up = 0; folder is not null && up <= MostUp; up++, folder = Path.GetDirectoryName(folder))
                    yield return (folder, string.Join('/', parts[skipped..]));
            }
        }
    }

    private static ImmutableArray<string> Glob(string folder, string[] parts)
    {
        IEnumerable<string> found = [folder];
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, isLast) = (parts[i], i == parts.Length - 1);
            if (!IsPattern(part))
                found = found.Select(path => Path.GetFullPath(Path.Combine(path, part))).Where(path => isLast ? File.Exists(path) : Directory.Exists(path));
            else
                found = found.SelectMany(path => Matches(path, Matcher(part), isLast));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Matches(string folder, Regex matcher, bool files)
    {
        try
        {
            return [.. (files ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder)).Where(path => matcher.IsMatch(Path.GetFileName(path)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

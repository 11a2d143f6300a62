using System.Collections.Immutable;
using StreamBook.Nginx;

namespace StreamBook.Sites;

/// <summary>Reads somebody's configuration: the file they name, the files it includes, or what <c>nginx -T</c> wrote.</summary>
internal sealed class SiteReader
{
    // Includes that include patterns can multiply without a loop.
    private const int MostFiles = 10_000;

    // Lists that say nothing of streams; packages put them where a copy of a site has no reason to be.
    private static readonly string[] _harmless = ["mime.types", "fastcgi_params", "fastcgi.conf", "scgi_params", "uwsgi_params", "koi-utf", "koi-win", "win-utf"];

    private readonly SiteFolder _folder;
    private readonly Func<string, string> _show;
    private readonly Dictionary<string, SiteFile> _files = [];
    private readonly List<string> _notes = [];
    private readonly List<IncludeProblem> _problems = [];
    private int _includeCount;

    private SiteReader(SiteFolder folder, Func<string, string> show)
    {
        _folder = folder;
        _show = show;
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="name">A path, shown as it is.</param>
    /// <exception cref="SiteException">It, or a file that it includes, is none or cannot be read.</exception>
    public static Site Read(string name)
    {
        var text = SiteFile.ReadText(name, name);
        if (SiteDump.Split(text) is { } dumped)
            return new SiteReader(new DumpedFolder(dumped), path => path).Read(dumped[0].Path, dumped[0].Text) with { Name = name };
        var path = Path.GetFullPath(name);
        var root = Path.GetDirectoryName(path)!;
        return new SiteReader(new DiskFolder(root, Show), Show).Read(path, text) with { Name = name };

        // As the person named the folder, so that a click in a terminal finds the file.
        string Show(string file) => file == path ? name
            : Path.Combine(Path.GetDirectoryName(name) ?? "", Path.GetRelativePath(root, file)) is var near && !near.Contains("..", StringComparison.Ordinal) ? near
            : file;
    }

    /// <summary>Reads the text of a configuration that is no file; what it includes is looked for below a folder.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="text">Its text.</param>
    /// <param name="root">The folder; the working one unless told.</param>
    /// <exception cref="SiteException">It is no configuration.</exception>
    public static Site Parse(string name, string text, string? root = null)
    {
        root ??= Directory.GetCurrentDirectory();
        var path = Path.Combine(root, name);
        return new SiteReader(new DiskFolder(root, file => file), file => file == path ? name : file).Read(path, text) with { Name = name };
    }

    /// <summary>Reads directives that stand inside of something that is no configuration; includes are left as they are.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="text">The text, its lines counted as they stand there.</param>
    /// <exception cref="SiteException">It cannot be read.</exception>
    public static ImmutableArray<SiteDirective> ParseInside(string name, string text)
    {
        var file = SiteFile.Parse(name, text);
        return [.. file.Directives.Select(Place)];

        SiteDirective Place(Directive directive) =>
            new(directive.Name, directive.Arguments, directive.Block is { } block ? [.. block.Select(Place)] : null, file.Place(directive.Source.Start.Value));
    }

    private Site Read(string path, string text)
    {
        var file = _files[path] = SiteFile.Parse(_show(path), text);
        var directives = Expand(file, path, file.Directives, [path]);
        return new(file.Name, SiteShape.Of(directives, file.Name, _notes.Add), [.. _files.Values], [.. _problems], [.. _notes]) { IsWhole = SiteShape.IsWhole(directives) };
    }

    private ImmutableArray<SiteDirective> Expand(SiteFile file, string path, ImmutableArray<Directive> directives, ImmutableStack<string> open) =>
        [.. directives.SelectMany(directive => directive is { Name: "include", Block: null, Arguments: [var pattern] }
            ? Include(file.Place(directive.Source.Start.Value), pattern, path, open)
            : [Place(file, path, directive, open)])];

    private SiteDirective Place(SiteFile file, string path, Directive directive, ImmutableStack<string> open) =>
        new(directive.Name, directive.Arguments, directive.Block is { } block ? Expand(file, path, block, open) : null, file.Place(directive.Source.Start.Value))
        {
            LastLine = file.Place(directive.Source.End.Value - 1).Line,
        };

    private ImmutableArray<SiteDirective> Include(SitePlace place, string pattern, string includer, ImmutableStack<string> open)
    {
        if (_folder.Find(pattern, includer, _notes.Add) is not { } paths)
        {
            if (_harmless.Contains(Path.GetFileName(pattern)))
                _notes.Add($"{place}: include {pattern} is not here; a list like it says nothing of streams");
            else
                _problems.Add(new(place, pattern, IsLoop: false));
            // It stays where it is: what stands there is not known.
            return _problems is [.., { IsLoop: false } last] && last.Place == place ? [new("include", [pattern], null, place)] : [];
        }

        var included = ImmutableArray.CreateBuilder<SiteDirective>();
        foreach (var path in paths)
        {
            if (open.Contains(path))
            {
                _problems.Add(new(place, pattern, IsLoop: true));
                continue;
            }

            if (++_includeCount > MostFiles)
                throw new SiteException($"{place}: more than 10,000 files are included, one by another.");
            if (!_files.TryGetValue(path, out var file))
                _files[path] = file = SiteFile.Parse(_show(path), _folder.Read(path));
            included.AddRange(Expand(file, path, file.Directives, open.Push(path)));
        }

        return included.ToImmutable();
    }
}

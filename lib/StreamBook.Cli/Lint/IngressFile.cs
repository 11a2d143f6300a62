using System.Collections.Immutable;
using StreamBook.Sites;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace StreamBook.Cli.Lint;

/// <summary>Kubernetes Ingress objects: read as the configuration that ingress-nginx writes from them, as far as streams depend on it.</summary>
/// <remarks>https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/</remarks>
internal static class IngressFile
{
    private const string Prefix = "nginx.ingress.kubernetes.io/";

    // What ingress-nginx writes into each location, whatever is annotated.
    private const string Always = """
        proxy_set_header Host $best_http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        """;

    // Annotations that become one directive, and what stands there without them.
    private static readonly (string Annotation, string Directive, string Default, string Unit)[] _settings =
    [
        ("proxy-buffering", "proxy_buffering", "off", ""),
        ("proxy-request-buffering", "proxy_request_buffering", "on", ""),
        ("proxy-http-version", "proxy_http_version", "1.1", ""),
        ("proxy-read-timeout", "proxy_read_timeout", "60", "s"),
    ];

    public static bool IsYaml(string file) => Path.GetExtension(file).ToLowerInvariant() is ".yaml" or ".yml";

    /// <summary>Reads every Ingress of a file; other objects are passed over.</summary>
    /// <exception cref="SiteException">It is no YAML, or has no Ingress.</exception>
    public static IReadOnlyList<Site> Read(string file)
    {
        var text = SiteFile.ReadText(file, file);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new SiteException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{e.Start.Line}: this is no YAML: {(e.InnerException ?? e).Message}"), e);
        }

        var source = new SiteFile(file, text, [], Comments(file, text));
        Site[] sites = [.. stream.Documents.SelectMany(document => Objects(document.RootNode)).Where(IsIngress).Select(ingress => SiteOf(ingress, source))];
        return sites.Length > 0 ? sites : throw new SiteException($"{file}: there is no Ingress in it. A template has to be rendered first.");
    }

    private static IEnumerable<YamlMappingNode> Objects(YamlNode node) => node switch
    {
        YamlMappingNode map when Text(map, "kind") is "List" or "IngressList" && Child(map, "items") is YamlSequenceNode items => items.OfType<YamlMappingNode>(),
        YamlMappingNode map => [map],
        _ => [],
    };

    private static bool IsIngress(YamlMappingNode node) => Text(node, "kind") == "Ingress";

    private static Site SiteOf(YamlMappingNode ingress, SiteFile file)
    {
        var metadata = Child(ingress, "metadata") as YamlMappingNode;
        var annotations = (metadata is null ? null : Child(metadata, "annotations")) as YamlMappingNode;
        var name = metadata is null ? "" : Text(metadata, "name") ?? "";
        var locations = Paths(ingress).Select(path => Location(path.Path, path.Node, annotations, file.Name)).ToImmutableArray();
        var place = Place(ingress, file.Name);
        SiteDirective main = new("main", [], [new("http", [], [Map(place), new("server", [], [.. Snippet(annotations, "server-snippet", file.Name), .. locations], place)], place)], place);
        return new(file.Name, main, [file], [],
        [
            $"Ingress {name} is read as what ingress-nginx writes from it: HTTP/1.1, proxy_buffering off, proxy_read_timeout 60s and the lines for WebSockets, unless it is annotated otherwise",
            "what the ConfigMap of the controller sets is not seen",
        ]);
    }

    private static SiteDirective Location(string path, YamlNode node, YamlMappingNode? annotations, string file)
    {
        var place = Place(node, file);
        var written = _settings.Select(setting =>
        {
            var (value, at) = Annotation(annotations, setting.Annotation);
            return new SiteDirective(setting.Directive, [(value ?? setting.Default) + setting.Unit], null, at is null ? place : Place(at, file)) { IsGiven = at is null };
        });
        return new("location", [path], [.. SiteReader.ParseInside(file, Always).Select(line => line with { Place = place, IsGiven = true }), .. written, new("proxy_pass", ["http://upstream_balancer"], null, place), .. Snippet(annotations, "configuration-snippet", file)], place);
    }

    // In a block scalar the text begins on the line below its key.
    private static ImmutableArray<SiteDirective> Snippet(YamlMappingNode? annotations, string name, string file)
    {
        var (text, at) = Annotation(annotations, name);
        if (text is null || at is null)
            return [];
        var value = (YamlScalarNode)annotations!.Children[at];
        var first = (int)value.Start.Line + (value.Style is ScalarStyle.Literal or ScalarStyle.Folded ? 1 : 0);
        return SiteReader.ParseInside(file, new string('\n', first - 1) + text);
    }

    private static SiteDirective Map(SitePlace place) => new("map", ["$http_upgrade", "$connection_upgrade"], [new("default", ["upgrade"], null, place), new("", [""], null, place)], place);

    private static (string Path, YamlNode Node)[] Paths(YamlMappingNode ingress)
    {
        var spec = Child(ingress, "spec") as YamlMappingNode;
        var rules = (spec is null ? null : Child(spec, "rules")) as YamlSequenceNode;
        var paths = (rules ?? []).OfType<YamlMappingNode>().Select(rule => Child(rule, "http")).OfType<YamlMappingNode>()
            .Select(http => Child(http, "paths")).OfType<YamlSequenceNode>().SelectMany(list => list.OfType<YamlMappingNode>())
            .Select(path => (Text(path, "path") ?? "/", (YamlNode)path)).ToArray();
        return paths.Length > 0 ? paths : [("/", ingress)];
    }

    private static (string? Value, YamlNode? Key) Annotation(YamlMappingNode? annotations, string name)
    {
        var pair = annotations?.Children.LastOrDefault(pair => pair.Key is YamlScalarNode { Value: var key } && key == Prefix + name);
        return (pair?.Value as YamlScalarNode)?.Value is { } value ? (value, pair!.Value.Key) : (null, null);
    }

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: var its } && its == key).Value;

    private static string? Text(YamlMappingNode map, string key) => (Child(map, key) as YamlScalarNode)?.Value;

    private static SitePlace Place(YamlNode node, string file) => new(file, (int)node.Start.Line, (int)node.Start.Column);

    private static ImmutableArray<SiteComment> Comments(string file, string text)
    {
        var scanner = new Scanner(new StringReader(text), skipComments: false);
        var comments = ImmutableArray.CreateBuilder<SiteComment>();
        while (scanner.MoveNext())
        {
            if (scanner.Current is YamlDotNet.Core.Tokens.Comment comment)
                comments.Add(new(new(file, (int)comment.Start.Line, (int)comment.Start.Column), "# " + comment.Value, !comment.IsInline));
        }

        return comments.ToImmutable();
    }
}

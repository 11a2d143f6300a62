using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>What the XML file beside a DLL says of a symbol; for the framework, the file in the SDK's reference pack.</summary>
internal static class XmlDocumentation
{
    private static readonly Lazy<string?> _pack = new(() =>
    {
        var packs = Path.Combine(Path.GetDirectoryName(KernelCommandLine.DotnetHost)!, "packs", "Microsoft.NETCore.App.Ref");
        return !Directory.Exists(packs) ? null
            : Directory.EnumerateDirectories(packs).SelectMany(version => Directory.EnumerateDirectories(Path.Combine(version, "ref"))).Order(StringComparer.Ordinal).LastOrDefault();
    });

    /// <summary>The summary as plain text; empty where there is none.</summary>
    public static string Summary(ISymbol symbol) => Text(Member(symbol)?.Element("summary"));

    /// <summary>What is said of a parameter; empty where nothing is.</summary>
    public static string Parameter(ISymbol symbol, string name) =>
        Text(Member(symbol)?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == name));

    private static XElement? Member(ISymbol symbol)
    {
        var definition = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol.OriginalDefinition;
        if (definition.GetDocumentationCommentId() is not { } id || definition.ContainingAssembly is not { } assembly)
            return null;
        return Files(assembly.Name).Where(File.Exists).Select(file => Find(file, id)).FirstOrDefault(member => member is not null);
    }

    // The implementation of the framework is cut otherwise than its documentation: most of it is in System.Runtime's.
    private static IEnumerable<string> Files(string assembly) =>
        CellReferences.FrameworkFile(assembly) is null ? CellLoadContext.Paths(assembly).Select(path => Path.ChangeExtension(path, ".xml"))
        : _pack.Value is { } pack ? [Path.Combine(pack, assembly + ".xml"), Path.Combine(pack, "System.Runtime.xml"), Path.Combine(pack, "System.Collections.xml")]
        : [];

    private static XElement? Find(string file, string id)
    {
        try
        {
            using var reader = XmlReader.Create(file);
            while (reader.ReadToFollowing("member"))
            {
                if (reader.GetAttribute("name") == id)
                    return (XElement)XNode.ReadFrom(reader);
            }
        }
        catch (XmlException)
        {
            // A file that is none says nothing.
        }

        return null;
    }

    private static string Text(XElement? element)
    {
        if (element is null)
            return "";
        var text = new StringBuilder();
        foreach (var node in element.DescendantNodes())
        {
            if (node is XText { Value: var value })
                text.Append(value);
            else if (node is XElement { IsEmpty: true } reference)
                text.Append(((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword") ?? "").Split(':', '.')[^1]);
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}

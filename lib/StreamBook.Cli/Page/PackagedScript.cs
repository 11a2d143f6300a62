using System.Collections.Concurrent;
using System.Net;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Page;

/// <summary>Puts the script that a package brings into the documents that draw with it, so that they need no network.</summary>
internal static partial class PackagedScript
{
    private static readonly ConcurrentDictionary<string, string> _byPath = new();

    /// <summary>The document with the script in it; the same where it asks for none, or its file is gone.</summary>
    public static string In(string html) => html.Contains(PlotlyChart.ScriptOf, StringComparison.Ordinal)
        ? Place().Replace(html, place => $"<script>{_byPath.GetOrAdd(WebUtility.HtmlDecode(place.Groups[1].Value), Read)}</script>")
        : html;

    // Without loading the assembly, which would stay.
    private static string Read(string path)
    {
        if (!File.Exists(path))
            return "";
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            if (!resource.Implementation.IsNil || !metadata.GetString(resource.Name).EndsWith(".min.js", StringComparison.Ordinal))
                continue;
            var reader = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
            reader.Offset = (int)resource.Offset;
            var length = reader.ReadInt32();
            return Encoding.UTF8.GetString(reader.ReadBytes(length)).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
        }

        return "";
    }

    [GeneratedRegex($"<script {PlotlyChart.ScriptOf}=\"([^\"]*)\"></script>")]
    private static partial Regex Place();
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using StreamBook.Nginx;

namespace StreamBook.Labs.Containers;

/// <summary>The images of the lab. Each is called by the hash of what went into it, so that it is built once and anew when something changed.</summary>
internal static partial class LabImages
{
    /// <summary>The label that says which nginx an image has.</summary>
    public const string NginxLabel = "streambook.nginx";

    private const string KindLabel = "streambook.image";

    /// <summary>Finds or builds the image of an nginx.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="version">Such as 1.28 or 1.28.0; null for whichever can be had, 1.28 at best.</param>
    /// <param name="progress">Gets what the build says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">It cannot be built.</exception>
    public static async Task<(string Image, NginxBuild Build)> NginxAsync(
        IContainerEngine engine, string? version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (version is not null && !VersionNumber().IsMatch(version))
            throw new ArgumentException($"\"{version}\" is no version of nginx; 1.28 and 1.28.0 are.", nameof(version));
        // The second of each is made by docker/offline-images.
        var image = await EnsureAsync(
            engine, "nginx", [$"nginx:{version ?? "1.28"}-alpine", $"streambook-offline/nginx:{version ?? "1.22"}"],
            [Embedded("nginx", "Dockerfile"), Embedded("nginx", "nginx.conf")], progress, cancellationToken);
        var labels = await engine.FindImageAsync(image, cancellationToken);
        return labels is not null && Version.TryParse(labels.GetValueOrDefault(NginxLabel), out var found)
            ? (image, new(found, ""))
            : throw new LabException($"The image {image} does not say which nginx it has.", $"Its label {NginxLabel} holds no version.", "Use a base image whose NGINX_VERSION tells it, as the official one does.");
    }

    /// <summary>Finds or builds the image of the backend.</summary>
    /// <exception cref="LabException">It cannot be built, or the backend was not.</exception>
    public static Task<string> BackendAsync(IContainerEngine engine, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(BackendServer.AssemblyPath())!;
        var files = from path in Directory.GetFiles(folder).Order(StringComparer.Ordinal)
                    where Path.GetExtension(path) is ".dll" or ".json"
                    select new ContainerFile(Path.GetFileName(path), File.ReadAllBytes(path));
        return EnsureAsync(
            engine, "backend", ["mcr.microsoft.com/dotnet/aspnet:10.0", "streambook-offline/aspnet:10.0"],
            [Embedded("backend", "Dockerfile"), .. files], progress, cancellationToken);
    }

    /// <summary>Finds or builds the image of Redis.</summary>
    /// <exception cref="LabException">It cannot be built.</exception>
    public static Task<string> RedisAsync(IContainerEngine engine, IProgress<string>? progress, CancellationToken cancellationToken) =>
        EnsureAsync(
            engine, "redis", ["redis:8-alpine", "streambook-offline/redis:7.0"],
            [Embedded("redis", "Dockerfile")], progress, cancellationToken);

    /// <summary>Finds or builds the image that submissions of a class run in.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="book">The programs of the book as an archive, which is unpacked in the root.</param>
    /// <param name="progress">Gets what the build says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">It cannot be built.</exception>
    public static Task<string> ClassroomAsync(IContainerEngine engine, ContainerFile book, IProgress<string>? progress, CancellationToken cancellationToken) =>
        EnsureAsync(
            engine, "classroom", ["mcr.microsoft.com/dotnet/sdk:10.0-alpine", "streambook-offline/classroom:10.0"],
            [Embedded("classroom", "Dockerfile"), book], progress, cancellationToken);

    private static async Task<string> EnsureAsync(
        IContainerEngine engine, string kind, string[] bases, ImmutableArray<ContainerFile> context, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        foreach (var image in bases.Select(Tag))
        {
            if (await engine.FindImageAsync(image, cancellationToken) is not null)
                return image;
        }

        // A base that is there needs no registry; the first is pulled when none is.
        var chosen = bases[0];
        foreach (var candidate in bases)
        {
            if (await engine.FindImageAsync(candidate, cancellationToken) is null)
                continue;
            chosen = candidate;
            break;
        }

        progress?.Report($"{kind}: building the image on {chosen}");
        await engine.BuildImageAsync(
            new(Tag(chosen), chosen, ImmutableDictionary<string, string>.Empty.Add(KindLabel, kind), context), progress is null ? null : new BuildSteps(kind, progress), cancellationToken);
        return Tag(chosen);

        string Tag(string baseImage)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(baseImage));
            hash.AppendData(ContainerArchive.Write(context).Span);
            return $"streambook-{kind}:{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
        }
    }

    private static ContainerFile Embedded(string folder, string name)
    {
        using var resource = typeof(LabImages).Assembly.GetManifestResourceStream($"docker/{folder}/{name}")!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return new(name, content.ToArray());
    }

    [GeneratedRegex(@"^\d+\.\d+(\.\d+)?$")]
    private static partial Regex VersionNumber();

    // Docker's old builder writes "Step 1/9 : …", its new one "#5 [1/4] …", podman "STEP 1/9: …"; a pull says what it pulls.
    [GeneratedRegex(@"^(?:#\d+ \[|step \d|.*\bpull)", RegexOptions.IgnoreCase)]
    private static partial Regex StepOfBuild();

    // Of what an engine writes the lines that say how far it is, and of which image, since several are built side by side.
    private sealed class BuildSteps(string kind, IProgress<string> progress) : IProgress<string>
    {
        public void Report(string value)
        {
            if (StepOfBuild().IsMatch(value))
                progress.Report($"{kind}: {value}");
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>
/// Where submissions run: each in containers of its own, from an image with nginx, the SDK, a browser and the book's
/// programs. What a container is given comes in through its standard input, and nothing of this machine is in it. All
/// of them end with us, however we end.
/// </summary>
internal sealed class GradingRoom : IAsyncDisposable
{
    private static readonly string[] _projects = ["StreamBook", "StreamBook.Backend", "StreamBook.Cli"];

    private readonly DockerCommandEngine _engine;
    private readonly string _image;
    private readonly string _id = ContainerHost.NewId();
    private readonly ContainerGuard? _guard;
    private int _seatCount;

    private GradingRoom(DockerCommandEngine engine, string image)
    {
        (_engine, _image) = (engine, image);
        _guard = ContainerGuard.TryStart(engine, $"{ContainerHost.LabLabel}={_id}");
    }

    /// <summary>Finds the engine, and finds or builds the image.</summary>
    /// <param name="progress">Hears of a build.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is no engine, or no image can be had.</exception>
    public static async Task<GradingRoom> OpenAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        EngineAddress.RequireThisMachine(Environment.GetEnvironmentVariable("DOCKER_HOST"), "DOCKER_HOST");
        var command = ContainerEngines.FindCommand() ?? throw new LabException("There is no container engine.", "Neither docker nor podman is on PATH.", $"Install Docker or Podman: {InstallCommand.Engine}");
        var engine = await DockerCommandEngine.ConnectAsync(command, cancellationToken);
        await ContainerHost.RemoveLeftoversAsync(engine, cancellationToken);
        return new(engine, await LabImages.ClassroomAsync(engine, new("book.tar", BookArchive()), progress, cancellationToken));
    }

    /// <summary>A place for one submission.</summary>
    public GradingSeat Seat() => new(_engine, _image, _id, Interlocked.Increment(ref _seatCount));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll((await _engine.ListAsync($"{ContainerHost.LabLabel}={_id}")).Select(left => _engine.RemoveAsync(left)));
        }
        catch (LabException)
        {
            // The engine is gone, and the guard waits for it.
        }

        // Not released: a container that is being started at this moment is for the guard to find.
        _guard?.Dispose();
        _engine.Dispose();
    }

    /// <summary>The programs of the book, at the same places below /book.</summary>
    private static ReadOnlyMemory<byte> BookArchive()
    {
        // …/artifacts/bin/<any project>/release/StreamBook.Cli.dll -> …/artifacts/bin
        var bin = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(GradingRoom).Assembly.Location)!, "..", ".."));
        var files = from project in _projects
                    let folder = Path.Combine(bin, project, "release")
                    where Directory.Exists(folder)
                    from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                    where Path.GetExtension(path) is not (".pdb" or ".xml")
                    select new ContainerFile($"book/artifacts/bin/{Path.GetRelativePath(bin, path).Replace('\\', '/')}", File.ReadAllBytes(path));
        return ContainerArchive.Write(files);
    }
}

/// <summary>The containers of one submission: one for each kernel that it needs.</summary>
/// <param name="engine">Where.</param>
/// <param name="image">The image.</param>
/// <param name="room">The value of the label of all of them.</param>
/// <param name="number">Which submission it is.</param>
internal sealed class GradingSeat(DockerCommandEngine engine, string image, string room, int number)
{
    private const string Label = "streambook.submission";

    private string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{room}-{number}");

    /// <summary>
    /// Starts a kernel. It has no network but its own loopback, on which its lab listens; sees its root read-only; has no
    /// capability and cannot gain one; and may use so much memory, of which /tmp is part, and so many processes. Its
    /// output is not kept by the engine: it goes to us alone, and we count it.
    /// </summary>
    public string KernelCommand => string.Join(' ',
    [
        $"\"{engine.Path}\" run --rm --interactive --pull never --network none --read-only --tmpfs /tmp:size=256m",
        "--cap-drop ALL --security-opt no-new-privileges --memory 1536m --memory-swap 1536m --pids-limit 512 --ulimit nofile=8192",
        "--log-driver none --no-healthcheck",
        $"--label {ContainerHost.LabLabel}={room} --label {ContainerHost.OpenerLabel}={LabOpener.Current} --label {Label}={Id}",
        image,
    ]);

    /// <summary>Ends what is left of them: a kernel that was let go ends by itself, unless a submission keeps it.</summary>
    public async Task ClearAsync()
    {
        try
        {
            await Task.WhenAll((await engine.ListAsync($"{Label}={Id}")).Select(left => engine.RemoveAsync(left)));
        }
        catch (LabException)
        {
            // Left to the end of the room.
        }
    }
}

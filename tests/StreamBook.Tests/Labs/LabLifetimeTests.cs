using System.Diagnostics;
using System.Globalization;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>What is left of a lab when the process that opened it is gone.</summary>
[FullLane]
public sealed class LabLifetimeTests : IDisposable
{
    // The promise itself, so here a clock judges.
    private static readonly TimeSpan _promise = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("opener-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_left_of_a_lab_whose_opener_was_killed(bool withAllItStarted)
    {
        await using var opener = Opener.Start("lab", _folder);
        var (backend, url) = await OpenedAsync(opener);
        LabProcesses.Of(_folder).Length.ShouldBeGreaterThanOrEqualTo(4, "guard, reader, master and two workers; one may just be between two");

        Kill(opener, withAllItStarted);

        await NothingIsLeftAsync(backend);
        (await Capture.EventStreamAsync(url)).Failure.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate.conf")]
    [InlineData("nginx.conf")]
    [InlineData("error.log")]
    [InlineData("nginx.pid")]
    public async Task Nothing_is_left_of_a_lab_whose_opener_was_killed_while_it_started(string sign)
    {
        await using var opener = Opener.Start("lab", _folder);
        // No pause between two looks: the moment would be over.
        while (!Directory.EnumerateDirectories(_folder).Any(lab => Path.Exists(Path.Combine(lab, sign))))
            opener.Exited.IsCompleted.ShouldBeFalse(opener.Output);

        Kill(opener, false);

        await NothingIsLeftAsync(null);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_lab_whose_opener_ended_without_closing_it()
    {
        await using var opener = Opener.Start("lab", _folder);
        var (backend, _) = await OpenedAsync(opener);

        (await opener.EndAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);

        await NothingIsLeftAsync(backend);
    }

    [Fact]
    public async Task Nothing_is_left_of_starts_that_were_given_up()
    {
        await using var opener = Opener.Start("given-up labs", _folder);

        await opener.WaitForLineAsync(line => line == "gave up", TimeSpan.FromSeconds(60));

        LabProcesses.Of(_folder).Where(process => !process.StartsWith($"{opener.Id} ", StringComparison.Ordinal)).ShouldBeEmpty("its opener still runs");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lab_outlives_the_end_of_another_process_and_holds_none_of_its_openers_pipes()
    {
        await using var one = Opener.Start("lab", _folder);
        await using var two = Opener.Start("lab", _folder);
        var (backend, _) = await OpenedAsync(one);
        var (_, url) = await OpenedAsync(two);
        // More than once, as a process that we fork for another test holds ours until it is the other program.
        await Eventually.SeeAsync(() => LabProcesses.HoldersOf(LabProcesses.StandardOutput(two.Id)), holders => holders.Order().SequenceEqual(((int[])[two.Id, Environment.ProcessId]).Order()));

        Kill(one, false);

        await Eventually.SeeAsync(() => ProcessStatus.Of(backend), status => !status.IsRunning);
        await Eventually.SeeAsync(() => Directory.GetDirectories(_folder).Length, labs => labs == 1);
        (await Capture.EventStreamAsync(new(url, "/clock?count=2&interval=10"))).Events.Length.ShouldBe(2);
        Kill(two, false);
        await NothingIsLeftAsync(null);
    }

    private static async Task<(int Backend, Uri Url)> OpenedAsync(ChildProcess opener)
    {
        var words = (await opener.WaitForLineAsync(line => line.StartsWith("opened ", StringComparison.Ordinal), TimeSpan.FromSeconds(60))).Split(' ');
        return (int.Parse(words[1], CultureInfo.InvariantCulture), new(words[2]));
    }

    private static void Kill(ChildProcess opener, bool withAllItStarted)
    {
        using var process = Process.GetProcessById(opener.Id);
        process.Kill(withAllItStarted);
    }

    private async Task NothingIsLeftAsync(int? backend)
    {
        var killed = Stopwatch.GetTimestamp();
        while (true)
        {
            string[] left =
            [
                .. LabProcesses.Of(_folder), .. Directory.EnumerateFileSystemEntries(_folder),
                .. backend is { } id && ProcessStatus.Of(id).IsRunning ? ["the backend"] : Array.Empty<string>(),
            ];
            if (left.Length == 0)
                return;
            Stopwatch.GetElapsedTime(killed).ShouldBeLessThan(_promise, $"left: {string.Join('\n', left)}");
            await Task.Delay(20);
        }
    }
}

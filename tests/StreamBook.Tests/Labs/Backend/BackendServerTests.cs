using System.Diagnostics;

namespace StreamBook.Tests;

public class BackendServerTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Disposing_ends_the_process_and_its_endless_streams_at_once()
    {
        Task<Capture> capture;
        ProcessStatus status;
        await using (var backend = await BackendServer.StartAsync())
        {
            status = ProcessStatus.Of(backend.ProcessId);
            status.IsRunning.ShouldBeTrue();
            capture = backend.CaptureAsync("/clock?count=0&interval=10");
            await Eventually.SeeAsync(() => backend.GetLogAsync(), log => log.Length > 0);
        }

        ProcessStatus.Of(status.Id).IsRunning.ShouldBeFalse();
        var ended = await capture;
        ended.Status.ShouldBe(200);
        ended.Failure.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Fact]
    public async Task The_backend_ends_when_its_opener_is_killed()
    {
        await using var opener = Opener.Start("backend");
        var line = await opener.WaitForLineAsync(line => line.StartsWith("opened ", StringComparison.Ordinal), _deadline);
        var backend = ProcessStatus.Of(int.Parse(line["opened ".Length..], null));
        backend.IsRunning.ShouldBeTrue();

        using (var process = Process.GetProcessById(opener.Id))
            process.Kill();

        (await opener.Exited.WaitAsync(_deadline)).ShouldBe(128 + 9);
        await Eventually.SeeAsync(() => ProcessStatus.Of(backend.Id), status => !status.IsRunning);
    }

    [Fact]
    public async Task Several_backends_run_side_by_side()
    {
        await using var one = await BackendServer.StartAsync();
        await using var other = await BackendServer.StartAsync();
        one.Url.ShouldNotBe(other.Url);
        await one.DisposeAsync();
        (await other.GetTextAsync("/")).ShouldContain("/clock");
    }

    [Fact]
    public async Task A_start_that_is_cancelled_throws() =>
        await Should.ThrowAsync<OperationCanceledException>(BackendServer.StartAsync(new CancellationToken(canceled: true)));

    [Fact]
    public async Task Text_of_a_server_that_is_gone_is_a_lab_exception()
    {
        var backend = await BackendServer.StartAsync();
        await backend.DisposeAsync();
        var failure = await Should.ThrowAsync<LabException>(backend.GetTextAsync("/request"));
        failure.Message.ShouldContain(backend.Url.ToString());
    }
}

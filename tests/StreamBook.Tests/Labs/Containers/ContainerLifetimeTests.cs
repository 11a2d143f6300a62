using System.Diagnostics;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>What is left of a lab in containers, however it ends.</summary>
[FullLane, Collection(ContainerCollection.Name)]
public class ContainerLifetimeTests
{
    private static readonly LabOptions _containers = new() { Host = LabHost.Containers };
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    // The promise itself, so here a clock judges.
    private static readonly TimeSpan _promise = TimeSpan.FromSeconds(10);

    private static string Id(Lab lab) => ((ContainerHost)lab.ServerHost).Id;

    private static async Task<string> LeftAsync(string id)
    {
        using var engine = await Engine.ConnectAsync();
        return string.Join('\n', await engine.ListAsync($"{ContainerHost.LabLabel}={id}"));
    }

    // Of this process alone: others open and close labs meanwhile.
    private static async Task<string> LeftAsync()
    {
        using var engine = await Engine.ConnectAsync();
        return string.Join('\n', await engine.ListAsync($"{ContainerHost.OpenerLabel}={LabOpener.Current}"));
    }

    private static async Task<(ChildProcess Opener, string Id)> OpenAsync()
    {
        var opener = Opener.Start("container lab");
        var line = await opener.WaitForLineAsync(line => line.StartsWith("opened ", StringComparison.Ordinal), _deadline);
        return (opener, line["opened ".Length..]);
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    private static async Task KillGuardAsync(string id)
    {
        var guards = LabProcesses.Of(id).Where(process => process.Contains("streambook-guard", StringComparison.Ordinal)).ToArray();
        guards.ShouldHaveSingleItem();
        Kill(int.Parse(guards[0].Split(' ')[0], null));
        await Eventually.SeeAsync(() => LabProcesses.Of(id).Where(process => process.Contains("streambook-guard", StringComparison.Ordinal)), guards => !guards.Any());
    }

    [ContainerFact]
    public async Task Nothing_is_left_after_the_end_not_even_the_guard()
    {
        var lab = await Lab.StartAsync(_containers);
        (await LeftAsync(Id(lab))).Split('\n').Length.ShouldBe(3, "backend, nginx, network");

        await lab.DisposeAsync();
        await lab.DisposeAsync();

        (await LeftAsync(Id(lab))).ShouldBeEmpty();
        await Eventually.SeeAsync(() => LabProcesses.Of(Id(lab)), processes => processes.IsEmpty);
        (await lab.Nginx.CaptureAsync("/")).Failure.ShouldNotBeNull();
        lab.Nginx.ErrorLog.ShouldContain("start worker process");
    }

    [ContainerFact]
    public async Task Nothing_is_left_of_a_lab_that_could_not_start()
    {
        var error = await Should.ThrowAsync<NginxConfigurationException>(() => Lab.StartAsync(_containers with { Configuration = Recipe.Bare.With("proxy_bufering off;") }));

        error.LineText.ShouldBe("proxy_bufering off;");
        (await LeftAsync()).ShouldBeEmpty();
    }

    [ContainerFact]
    public async Task Nothing_is_left_of_labs_that_were_given_up_while_they_started()
    {
        for (var (milliseconds, started) = (0, false); !started; milliseconds += 250)
        {
            using var soon = new CancellationTokenSource(milliseconds);
            var start = Lab.StartAsync(_containers, soon.Token);
            await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (started = start.IsCompletedSuccessfully)
                await (await start).DisposeAsync();
            (await LeftAsync()).ShouldBeEmpty($"given up after {milliseconds} ms");
        }
    }

    [ContainerTheory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task Nothing_is_left_of_a_lab_whose_opener_was_killed_and_another_lab_goes_on(string signal)
    {
        await using var other = await Lab.StartAsync(_containers);
        var (opener, id) = await OpenAsync();
        await using var _ = opener;
        (await LeftAsync(id)).Split('\n').Length.ShouldBe(3);

        await using var kill = ChildProcess.Start("/bin/sh", "-c", $"kill -s {signal} {opener.Id}");
        await opener.Exited.WaitAsync(_deadline);
        var begin = Stopwatch.GetTimestamp();

        await Eventually.SeeAsync(() => LeftAsync(id), left => left.Length == 0);
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(_promise);
        (await other.Nginx.CaptureAsync("/clock?count=1&interval=0")).Failure.ShouldBeNull();
    }

    [ContainerTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_left_of_a_lab_whose_opener_was_killed_while_it_started(int thingCount)
    {
        using var engine = await Engine.ConnectAsync();
        await using var opener = Opener.Start("container lab");
        async Task<LabelledThing[]> LeftAsync() =>
            [.. (await engine.ListAsync(ContainerHost.LabLabel)).Where(thing => LabOpener.Parse(thing.Labels[ContainerHost.OpenerLabel])?.ProcessId == opener.Id)];
        await Eventually.SeeAsync(LeftAsync, left => left.Length >= thingCount);

        Kill(opener.Id);
        await opener.Exited.WaitAsync(_deadline);
        var begin = Stopwatch.GetTimestamp();

        // Looked at for some time, since a command of the opener may still be creating the next.
        for (var cleanCount = 0; cleanCount < 20; cleanCount++)
        {
            if (await LeftAsync() is not { Length: > 0 } left)
                continue;
            Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(_promise, string.Join('\n', left.AsEnumerable()));
            cleanCount = 0;
        }
    }

    [ContainerFact]
    public async Task A_leftover_is_removed_at_the_next_start_but_not_a_lab_that_has_its_opener()
    {
        var (crashed, leftover) = await OpenAsync();
        await using var _ = crashed;
        var (opener, living) = await OpenAsync();
        await using var __ = opener;
        await KillGuardAsync(leftover);
        Kill(crashed.Id);
        await crashed.Exited.WaitAsync(_deadline);
        (await LeftAsync(leftover)).Split('\n').Length.ShouldBe(3);

        await using var lab = await Lab.StartAsync(_containers);

        (await LeftAsync(leftover)).ShouldBeEmpty();
        (await LeftAsync(living)).Split('\n').Length.ShouldBe(3);
    }

    [ContainerFact]
    public async Task A_container_that_somebody_ended_is_told_with_its_exit_code()
    {
        await using var lab = await Lab.StartAsync(_containers);
        using var engine = await Engine.ConnectAsync();
        await engine.SignalAsync($"{Id(lab)}-nginx", "KILL");
        await Eventually.SeeAsync(() => engine.InspectAsync($"{Id(lab)}-nginx"), state => !state.IsRunning);

        var failure = await Should.ThrowAsync<LabException>(() => lab.UseAsync(Recipe.Bare));

        failure.Message.ShouldContain("137");
    }

    [ContainerFact(RestartsTheEngine = true)]
    public async Task After_a_restart_of_the_engine_the_lab_says_so_and_the_next_one_starts_clean()
    {
        var lab = await Lab.StartAsync(_containers);

        await using (var command = ChildProcess.Start("/bin/sh", "-c", Engine.RestartCommand!))
            (await command.Exited.WaitAsync(_deadline)).ShouldBe(0, command.Output);

        var failure = await Should.ThrowAsync<LabException>(() => lab.UseAsync(Recipe.Bare));
        failure.Message.ShouldContain($"{Id(lab)}-nginx");
        await using var next = await Lab.StartAsync(_containers);
        (await next.Nginx.CaptureAsync("/clock?count=1&interval=0")).Failure.ShouldBeNull();
        await lab.DisposeAsync();
        (await LeftAsync(Id(lab))).ShouldBeEmpty();
    }
}

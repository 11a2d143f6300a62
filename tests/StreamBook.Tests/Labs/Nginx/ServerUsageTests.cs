using StreamBook.Labs.Nginx;

namespace StreamBook.Tests;

[FullLane]
public class ServerUsageTests
{
    [Fact]
    public async Task The_backend_tells_what_it_uses_and_its_heap_when_its_garbage_is_removed()
    {
        await using var backend = await BackendServer.StartAsync();
        var before = await backend.GetUsageAsync();
        for (var n = 0; n < 5; n++)
            await backend.CaptureAsync("/raw", new() { Body = $"data: {new string('x', 4_000_000)}\n\n" });
        // Of what came, all but what is kept for the next is garbage, once the last connection has let go of it.
        var after = await Eventually.SeeAsync(() => backend.GetUsageAsync(collect: true), usage => usage.HeapByteCount < 10_000_000);

        before.HeapByteCount.ShouldBeNull();
        after.HeapByteCount.ShouldNotBeNull().ShouldBeGreaterThan(100_000);
        after.CpuTime.ShouldBeGreaterThan(before.CpuTime);
        after.WorkingSetByteCount.ShouldBeInRange(10_000_000, 1_000_000_000);
        after.ThreadCount.ShouldBeInRange(2, 100);
        (await backend.GetLogAsync()).ShouldAllBe(request => request.Target == "/raw", "looking is not logged");
    }

    [Fact]
    public async Task Of_nginx_master_and_worker_count_also_after_a_reload()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        var before = await lab.Nginx.GetUsageAsync();
        await lab.UseAsync(Recipe.Held);
        var after = await Eventually.SeeAsync(() => lab.Nginx.GetUsageAsync(), usage => usage.ThreadCount == 2);

        before.ThreadCount.ShouldBe(2);
        before.WorkingSetByteCount.ShouldBeInRange(1_000_000, 100_000_000);
        before.HeapByteCount.ShouldBeNull();
        after.WorkingSetByteCount.ShouldBeInRange(1_000_000, 100_000_000);

        await lab.Nginx.DisposeAsync();
        await Should.ThrowAsync<LabException>(() => lab.Nginx.GetUsageAsync());
    }

    [Theory]
    [InlineData("", 4096)]
    [InlineData("KernelPageSize:       16 kB\n", 16384)]
    public void Lines_of_proc_are_summed_over_every_nginx(string firstLine, int pageByteCount)
    {
        var usage = ProcessUsage.OfStatLines(firstLine + """
            1 (nginx) S 0 1 1 0 -1 4194560 901 0 1 0 2 1 0 0 20 0 1 0 16500 8916992 1290 18446744073709551615 1 1 0 0
            7 (nginx) S 1 1 1 0 -1 4194624 185 0 0 0 30 12 0 0 20 0 1 0 16503 9330688 812 18446744073709551615 1 1 0 0
            cat: /proc/9/stat: No such file or directory
            12 (sh) S 0 12 12 0 -1 4194560 99 0 0 0 500 500 0 0 20 0 1 0 20000 1708032 200 18446744073709551615 1 1 0 0
            """);
        usage.ShouldBe(new(TimeSpan.FromMilliseconds(450), (1290 + 812) * pageByteCount, 2, null));
    }
}

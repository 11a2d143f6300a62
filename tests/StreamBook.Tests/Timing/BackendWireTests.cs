using System.Diagnostics;
using StreamBook.Timing;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class BackendWireTests(BackendFixture fixture)
{
    [Theory]
    [InlineData("/clock?count=2&interval=5")]
    [InlineData("/clock?count=2&interval=5&size=200")]
    [InlineData("/resume?count=2&interval=5")]
    [InlineData("/answer?count=2&interval=5")]
    public async Task What_the_backend_writes_is_read_back(string pathAndQuery)
    {
        var capture = await fixture.Server.CaptureAsync(pathAndQuery);
        BackendWire.BeganMs(capture.Header(BackendWire.StreamBegan)).ShouldNotBeNull().ShouldBeInRange(0, BackendWire.NowMs);
        foreach (var arrived in capture.Events)
            BackendWire.SentMs(arrived.Event.Data).ShouldNotBeNull().ShouldBeInRange(5, capture.EndOffset.TotalMilliseconds);
        capture.Body.AsSpan().IndexOf(BackendWire.SentBegin).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_beginning_of_a_response_is_read_back_to_a_thousandth()
    {
        var timestamp = Stopwatch.GetTimestamp();
        BackendWire.BeganMs(BackendWire.BeganValue(timestamp)).ShouldNotBeNull().ShouldBe(BackendWire.Ms(timestamp), 0.001);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void What_our_backend_would_not_write_is_not_its_mark(string? value) => BackendWire.BeganMs(value).ShouldBeNull();

    [Fact]
    public void Usage_is_read_back()
    {
        var usage = new BackendUsage(12.5, 1L << 40, 3, 4, 5);
        usage.ToJson().ShouldBe("""{"cpuMs":12.5,"workingSetByteCount":1099511627776,"heapByteCount":3,"threadCount":4,"connectionCount":5}""");
        BackendUsage.Parse(usage.ToJson()).ShouldBe(usage);
    }
}

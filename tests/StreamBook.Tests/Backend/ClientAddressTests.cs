using System.Text.Json;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class ClientAddressTests(BackendFixture fixture)
{
    [Theory]
    [InlineData("nobody", "203.0.113.66, 203.0.113.7", "127.0.0.1", "203.0.113.66, 203.0.113.7")]
    [InlineData("last", "203.0.113.66, 203.0.113.7", "203.0.113.7", "203.0.113.66")]
    [InlineData("everyone", "203.0.113.66, 203.0.113.7", "203.0.113.66", "")]
    [InlineData("last", "203.0.113.7:5678", "203.0.113.7", "")]
    [InlineData("last", "[2001:db8::1]:5678", "2001:db8::1", "")]
    [InlineData("last", "2001:db8::1:5678", "2001:db8::1:5678", "")]
    [InlineData("last", "nobody", "127.0.0.1", "nobody")]
    public async Task The_framework_reads_as_many_entries_as_are_trusted(string trust, string sent, string address, string left)
    {
        var answer = await fixture.Server.CaptureAsync($"/client?trust={trust}", new() { Headers = [new("X-Forwarded-For", sent)] });

        var client = JsonElement.Parse(answer.Text);
        client.GetProperty("address").GetString().ShouldBe(address);
        client.GetProperty("left").GetString().ShouldBe(left);
    }
}

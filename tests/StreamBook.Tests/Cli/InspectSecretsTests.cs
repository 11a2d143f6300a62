using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class InspectSecretsTests(BackendFixture fixture)
{
    private const string Secret = "secret-of-ada";

    [FullLane, Theory]
    [InlineData("/private", "Authorization: Bearer " + Secret)]
    [InlineData("/private", "Cookie: a=1; token=" + Secret)]
    public async Task What_proves_who_asks_is_in_nothing_that_is_printed_or_saved(string path, string header)
    {
        using var folder = new TempFolder("streambook-inspect-");
        var file = folder.In("capture.json");
        var url = new Uri(fixture.Server.Url, path).ToString();

        var result = await BookProcess.RunAsync(AppContext.BaseDirectory, "inspect", url, "-H", header, "--save", file);

        result.Output.ShouldContain("200 OK", customMessage: "the proof was sent");
        (result.Output + result.Error + await File.ReadAllTextAsync(file)).ShouldNotContain(Secret);
        var json = await BookProcess.RunAsync(AppContext.BaseDirectory, "inspect", url, "-H", header, "--json");
        (json.Output + json.Error).ShouldNotContain(Secret);
    }

    [FullLane, Fact]
    public async Task An_echo_of_the_request_is_blacked_out_too()
    {
        using var folder = new TempFolder("streambook-inspect-");
        var file = folder.In("capture.json");

        await BookProcess.RunAsync(AppContext.BaseDirectory, "inspect", new Uri(fixture.Server.Url, "/request?api_key=0123456789").ToString(), "-H", "X-Api-Key: " + Secret, "--save", file);

        var saved = await File.ReadAllTextAsync(file);
        saved.ShouldContain("X-Api-Key", customMessage: "the backend has answered with the request");
        saved.ShouldNotContain(Secret);
        saved.ShouldNotContain("0123456789");
    }

    [Fact]
    public void Cookies_keys_and_tokens_are_blacked_out_and_lengths_stay()
    {
        var secrets = new Secrets(new("http://ada:lovelace@example.com/?token=abcdefgh&n=1"), [new("Authorization", "Bearer qwertzuiop")]);
        var capture = new Capture
        {
            Name = "x",
            Uri = new("http://ada:lovelace@example.com/?token=abcdefgh&n=1"),
            Headers = [new("Set-Cookie", "id=a3fWa; Path=/"), new("Location", "/next?sig=zzz&a=b"), new("X-Auth-Token", "tttttt"), new("Server", "nginx")],
            Reads = [new(default, [.. "data: qwert"u8]), new(default, [.. "zuiop sk-0123456789abcdefgh\n"u8])],
            EndOffset = default,
        };

        var masked = secrets.Mask(capture);

        secrets.Mask("Bearer stays").ShouldBe("Bearer stays");
        masked.Uri.ToString().ShouldBe("http://example.com/?token=********&n=1");
        masked.Headers.ShouldBe([new("Set-Cookie", "id=*****; Path=*"), new("Location", "/next?sig=***&a=b"), new("X-Auth-Token", "******"), new("Server", "nginx")]);
        masked.Text.ShouldBe("data: ********** *********************\n".ReplaceLineEndings("\n"));
        masked.Reads.Select(read => read.Bytes.Length).ShouldBe(capture.Reads.Select(read => read.Bytes.Length));
    }
}

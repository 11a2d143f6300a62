namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class MovingNameTests(BackendFixture fixture)
{
    [Fact]
    public async Task The_address_stays_and_the_next_connection_goes_where_the_name_then_leads()
    {
        await using var other = await BackendServer.StartAsync();
        using var name = new MovingName("moves.example", fixture.Server.Url);

        await name.HttpClient.GetStringAsync(new Uri(name.Url, "/clock?count=1&interval=0&type=one"));
        name.LeadsTo = other.Url;
        await name.HttpClient.GetStringAsync(new Uri(name.Url, "/clock?count=1&interval=0&type=two"));

        var first = await fixture.Server.WhenEndedAsync("/clock?count=1&interval=0&type=one");
        var second = await other.WhenEndedAsync("/clock?count=1&interval=0&type=two");
        first.Values("Host").ShouldBe(["moves.example"]);
        second.Values("Host").ShouldBe(first.Values("Host"));
    }

    [Fact]
    public async Task Where_nobody_listens_the_connection_is_refused()
    {
        using var name = new MovingName("moves.example", new("http://127.0.0.1:1/"));

        await Should.ThrowAsync<HttpRequestException>(() => name.HttpClient.GetStringAsync(name.Url));
    }
}

namespace StreamBook.Tests;

/// <summary>One backend for all tests that only ask it. Each test asks for a target of its own, so that it finds its requests in the log.</summary>
public sealed class BackendFixture : IAsyncLifetime
{
    private BackendServer? _server;

    public BackendServer Server => _server!;

    public async Task InitializeAsync() => _server = await BackendServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class BackendCollection : ICollectionFixture<BackendFixture>
{
    public const string Name = "backend";
}

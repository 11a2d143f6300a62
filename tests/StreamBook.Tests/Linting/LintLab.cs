namespace StreamBook.Tests;

/// <summary>One lab for all proofs: a backend, two nginx for what breaks and what mends, one behind them, and a server that goes by the letter.</summary>
public sealed class LintLab : IAsyncLifetime
{
    private Lab? _lab;

    public Lab Lab => _lab!;

    /// <summary>The nginx with what breaks.</summary>
    public NginxServer Broken => Lab.NginxServers[0];

    /// <summary>The nginx with what mends it.</summary>
    public NginxServer Mended => Lab.NginxServers[1];

    /// <summary>An nginx behind them, with nothing but proxy_pass.</summary>
    public NginxServer Inner => Lab.NginxServers[2];

    internal StrictPeer Strict { get; } = new();

    public async Task InitializeAsync()
    {
        _lab = await Lab.StartAsync(new() { Configuration = Recipe.Bare, Host = LabHost.Processes });
        await _lab.AddNginxAsync(Recipe.Bare);
        await _lab.AddNginxAsync(Recipe.Bare);
    }

    public async Task DisposeAsync()
    {
        Strict.Dispose();
        await Lab.DisposeAsync();
    }
}

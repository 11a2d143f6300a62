namespace StreamBook.Cli.Inspect;

/// <summary>Why an address gave no answer at all, in one sentence for the person who wrote it.</summary>
internal static class NoAnswer
{
    /// <summary>The sentence; null if the server was reached, and merely said nothing.</summary>
    /// <param name="capture">One without a status.</param>
    public static string? Sentence(Capture capture)
    {
        var system = capture.Failure?.Replace("no answer: ", "", StringComparison.Ordinal).TrimEnd('.') ?? "";
        var (host, place) = (capture.Uri.Host, capture.Uri.Authority);
        return capture.Refusal switch
        {
            HttpRequestError.NameResolutionError => $"{host}: there is no host of that name ({system}).",
            HttpRequestError.ConnectionError => $"{place}: no connection ({system}). Is the server running, and is this its port?",
            HttpRequestError.SecureConnectionError => $"{place}: TLS failed ({system}). Is it https that is spoken there? -k takes any certificate.",
            HttpRequestError.ProxyTunnelError => $"{place}: the proxy that the environment names did not let it through ({system}).",
            HttpRequestError.VersionNegotiationError => $"{place}: this version of HTTP is not spoken there ({system}).",
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => $"{place}: what came is not the HTTP that was asked for ({system}).",
            _ => null,
        };
    }
}

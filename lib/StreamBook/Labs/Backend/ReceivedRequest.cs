using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamBook;

/// <summary>A request exactly as the backend received it: what the proxy in front of it really sent.</summary>
/// <param name="Id">Counts the requests of the backend, from 1.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as sent: path and query as a rule.</param>
/// <param name="RequestLine">The first line.</param>
/// <param name="HttpVersion">The version as sent, such as <c>HTTP/1.0</c>.</param>
/// <param name="RemoteAddress">The address and port of the peer, which is the proxy if there is one.</param>
/// <param name="Headers">The header lines in their order, with their casing and duplicates.</param>
/// <param name="Raw">The head as it was on the wire, one character a byte, without the blank line that ends it.</param>
/// <param name="BeganMs">When the head had arrived, in ms since the backend started.</param>
/// <param name="EndedMs">When the answer had ended, in ms since the backend started; null while it lasts.</param>
/// <param name="Ending">How it ended; null while it lasts.</param>
public sealed record ReceivedRequest(
    long Id,
    string Method,
    string Target,
    string RequestLine,
    string HttpVersion,
    string RemoteAddress,
    ImmutableArray<HeaderLine> Headers,
    string Raw,
    double BeganMs,
    double? EndedMs,
    RequestEnding? Ending)
{
    /// <summary>The values of all header lines of that name, in their order; empty if there is none.</summary>
    /// <param name="name">The name, in any casing; a hyphen and an underscore differ.</param>
    public ImmutableArray<string> Values(string name) =>
        [.. Headers.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value)];

    /// <summary>Reads what <c>/request</c> answers.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ReceivedRequest Parse(string json) =>
        JsonSerializer.Deserialize<ReceivedRequest>(json, JsonSerializerOptions.Web) ?? throw new JsonException("There is no request in this.");
}

/// <summary>How an answer of the backend ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestEnding>))]
public enum RequestEnding
{
    /// <summary>The backend sent all of it.</summary>
    Completed,

    /// <summary>The peer closed the connection first.</summary>
    AbortedByPeer,

    /// <summary>The backend broke it off, by an error or because it was asked to.</summary>
    Failed,
}

using System.Text.Json;

namespace StreamBook.Timing;

/// <summary>What the lab's backend answers on <c>/usage</c>, as JSON.</summary>
/// <param name="CpuMs">The time of the processors since its start, in ms.</param>
/// <param name="WorkingSetByteCount">The physical memory that it has.</param>
/// <param name="HeapByteCount">What its heap holds; without garbage where the removal was asked for.</param>
/// <param name="ThreadCount">How many threads it has.</param>
/// <param name="ConnectionCount">How many connections are open, that of the request included.</param>
internal sealed record BackendUsage(double CpuMs, long WorkingSetByteCount, long HeapByteCount, int ThreadCount, int ConnectionCount)
{
    /// <summary>Where it is asked for.</summary>
    public const string Path = "/usage";

    /// <summary>The request for it.</summary>
    /// <param name="collect">Whether garbage is to be removed first.</param>
    public static string PathAndQuery(bool collect) => $"{Path}?collect={(collect ? "yes" : "no")}";

    /// <summary>Reads the answer.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static BackendUsage Parse(string json) => JsonSerializer.Deserialize<BackendUsage>(json, JsonSerializerOptions.Web) ?? throw new JsonException("There is no usage in this.");

    /// <summary>Writes the answer.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

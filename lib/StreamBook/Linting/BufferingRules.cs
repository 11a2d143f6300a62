using StreamBook.Diagnoses;

namespace StreamBook.Linting;

/// <summary>What keeps events back, cuts them off, or replays them.</summary>
internal static class BufferingRules
{
    private static readonly TimeSpan _usualTimeout = TimeSpan.FromSeconds(60);

    public static IEnumerable<LintFinding> Judge(LintTarget target)
    {
        var location = target.Location;
        var buffering = target.Words("proxy_buffering", "on");
        var isHeld = target is { Buffers: true, SpeaksHttp10: true };
        if (isHeld)
            yield return target.Absent(ConfigurationKinds.Held, target.StreamLevel, target.PlaceOf("proxy_http_version", "proxy_buffering"), $"{Sentence(target.VersionWords)} {Sentence(buffering)}");
        else if (target is { Buffers: true, Tls: { } tls })
            yield return target.Absent(ConfigurationKinds.Held, target.OffersHttp2 ? LintLevel.Note : target.StreamLevel, target.PlaceOf("proxy_buffering"), $"{Sentence(buffering)} `{tls}` ({tls.Place}): what goes to a client of HTTP/1.1 waits for a full ssl_buffer_size{(target.OffersHttp2 ? "; over HTTP/2 it does not" : "")}.");

        var types = location.Setting("gzip_types");
        var isCompressed = target.Buffers && location.IsOn("gzip", byDefault: false) && types?.Arguments.Any(type => type is "*" or "text/event-stream") is true;
        if (isCompressed)
        {
            var level = types!.Arguments.Contains("text/event-stream") ? LintLevel.Error : target.StreamLevel;
            yield return target.Absent(ConfigurationKinds.Compressed, level, types.Place, $"`{location.Setting("gzip")}` ({location.Setting("gzip")!.Place}). `{types}` ({types.Place}). {Sentence(buffering)}");
        }

        if (isHeld || isCompressed || target is { Buffers: true, Tls: not null })
        {
            foreach (var finding in Misled(target))
                yield return finding;
        }

        if (!target.Traffic.CarriesStreams)
            yield break;

        var timeout = location.Setting("proxy_read_timeout");
        if (timeout is null || NginxTime.Parse(timeout.Arguments[0]) <= _usualTimeout)
        {
            var seen = $"{Sentence(target.Words("proxy_read_timeout", "60s"))} Streams are expected here: {target.Traffic.Why}.";
            yield return timeout is null ? target.Absent(ConfigurationKinds.Silence, LintLevel.Warning, target.Location.Pass.Place, seen) : target.Finding(ConfigurationKinds.Silence, LintLevel.Warning, timeout.Place, seen);
        }

        // With buffering off nothing is cached, whatever proxy_cache says.
        if (target.Buffers && location.Setting("proxy_cache") is { Arguments: [not "off"] } cache && location.Settings("proxy_cache_valid") is { Length: > 0 } valid
            && valid.Any(line => line.Arguments.Length == 1 || line.Arguments.Contains("200") || line.Arguments.Contains("any")))
        {
            var ignores = location.Setting("proxy_ignore_headers")?.Arguments.Contains("Cache-Control", StringComparer.OrdinalIgnoreCase) is true;
            yield return target.Finding(ConfigurationKinds.Cached, ignores ? LintLevel.Error : LintLevel.Warning, cache.Place, $"`{cache}` ({cache.Place}). `{valid[0]}` ({valid[0].Place}).{(ignores ? " The backend's Cache-Control is ignored." : " A Cache-Control of the backend that forbids it would keep it out.")}");
        }

        if (location.Setting("proxy_ignore_client_abort") is { } ignoring && ignoring.Is("on"))
            yield return target.Finding(ConfigurationKinds.LateAbort, LintLevel.Warning, ignoring.Place, $"`{ignoring}` ({ignoring.Place}).");

        if (location.Setting("chunked_transfer_encoding") is { } unchunked && unchunked.Is("off"))
            yield return target.Finding(ConfigurationKinds.NoChunks, LintLevel.Warning, unchunked.Place, $"`{unchunked}` ({unchunked.Place}).");
    }

    // Words about buffering that do not do what they seem to.
    private static IEnumerable<LintFinding> Misled(LintTarget target)
    {
        if (target.Location.Setting("proxy_ignore_headers") is { } ignored && ignored.Arguments.Contains("X-Accel-Buffering", StringComparer.OrdinalIgnoreCase))
            yield return target.Finding(ConfigurationKinds.IgnoredWord, target.StreamLevel, ignored.Place, $"`{ignored}` ({ignored.Place}).");
        foreach (var sent in target.Location.Settings("add_header").Concat(target.Location.Settings("proxy_set_header")))
        {
            if (sent.Arguments is [var name, var value, ..] && name.Equals("X-Accel-Buffering", StringComparison.OrdinalIgnoreCase) && value.Equals("no", StringComparison.OrdinalIgnoreCase))
                yield return target.Finding(ConfigurationKinds.WrongWay, LintLevel.Error, sent.Place, $"`{sent}` ({sent.Place}) {(sent.Name == "add_header" ? "speaks to the client" : "speaks to the backend")}.");
        }
    }

    private static string Sentence(string words) => words + ".";
}

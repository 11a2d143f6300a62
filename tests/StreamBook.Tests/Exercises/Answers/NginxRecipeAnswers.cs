using System.Collections.Immutable;

namespace StreamBook.Tests;

internal static class NginxRecipeAnswers
{
    private const string Names = "proxy_set_header Host $http_host; proxy_set_header X-Real-IP $remote_addr;";
    private const string Json = "gzip on; gzip_min_length 0; gzip_types application/json";
    private const string Twice = "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection";

    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("06.1")
        {
            NeedsLab = true,
            Right =
            [
                Mended("HTTP/1.1", $"proxy_http_version 1.1; {Names}"),
                Mended("no buffering", $"proxy_http_version 1.0; proxy_buffering off; {Names}"),
            ],
            Wrong =
            [
                Mended("as given", $"proxy_http_version 1.0; {Names}", "Nothing is changed yet"),
                Mended("the lines for WebSocket", $"proxy_http_version 1.0; {Names} proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";", "known as:  an event stream needs the lines for WebSocket"),
                Mended("a longer time limit", $"proxy_http_version 1.0; {Names} proxy_read_timeout 1h;", "known as:  a longer time limit lets a stream flow"),
                Mended("all lines replaced", "proxy_http_version 1.1;", "the backend hears the host that the client asked for"),
                Refused("a name misspelt", "proxy_bufering off;", "unknown directive"),
            ],
        },
        new("06.2")
        {
            NeedsLab = true,
            Right =
            [
                Mended("one type fewer", $"proxy_http_version 1.1; proxy_set_header Connection \"\"; {Json};"),
                Mended("no buffering", $"proxy_http_version 1.1; proxy_buffering off; {Json} text/event-stream;"),
            ],
            Wrong =
            [
                Mended("as given", $"proxy_http_version 1.1; proxy_set_header Connection \"\"; {Json} text/event-stream;", "Nothing is changed yet"),
                Mended("gzip off", "proxy_http_version 1.1; gzip off;", "known as:  switch it off for all"),
                new("a recipe pasted", () => Recipe.Recommended, "JSON is still compressed"),
                Mended("a larger buffer", $"proxy_http_version 1.1; proxy_buffers 8 64k; {Json} text/event-stream;", "arrived:   held"),
            ],
        },
        new("06.3")
        {
            NeedsLab = true,
            Right =
            [
                Mended("one name fewer", "proxy_http_version 1.0; proxy_ignore_headers Cache-Control;"),
                Mended("none ignored", "proxy_http_version 1.0;"),
            ],
            Wrong =
            [
                Mended("as given", "proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "Nothing is changed yet"),
                Mended("no buffering", "proxy_http_version 1.0; proxy_buffering off; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "known as:  switch it off for all"),
                Mended("HTTP/1.1", "proxy_http_version 1.1; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "known as:  switch it off for all"),
                Mended("the header sent to the backend", "proxy_http_version 1.0; proxy_set_header X-Accel-Buffering no; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "arrived:   held"),
            ],
        },
        new("06.4")
        {
            NeedsLab = true,
            Right =
            [
                new("a map", () => Map("upgrade").With($"proxy_http_version 1.1; {Twice} $connection_upgrade;")),
                new("the recommended recipe", () => Recipe.Recommended),
            ],
            Wrong =
            [
                Mended("as given", $"proxy_http_version 1.1; proxy_set_header Connection \"\"; {Twice} \"Upgrade\";", "Nothing is changed yet"),
                Mended("the first line taken out", $"proxy_http_version 1.1; {Twice} \"Upgrade\";", "known as:  `Connection: upgrade` does no harm"),
                Mended("the second line taken out", "proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Upgrade $http_upgrade;", "a WebSocket still opens"),
                new("a map the wrong way round", () => Map("''", "upgrade").With($"proxy_http_version 1.1; {Twice} $connection_upgrade;"), "an ordinary request announces no upgrade"),
            ],
        },
    ];

    private static ExpectedAnswer Mended(string name, string location, string says = "") => new(name, () => Recipe.Bare.With(location), says);

    private static ExpectedAnswer Refused(string name, string location, string says) => Mended(name, location, says) with { Outcome = CheckOutcome.ProgramBroke };

    private static NginxConfiguration Map(string withUpgrade, string without = "''") =>
        Recipe.Bare.With($"map $http_upgrade $connection_upgrade {{ default {withUpgrade}; '' {without}; }}", NginxContext.Http);
}

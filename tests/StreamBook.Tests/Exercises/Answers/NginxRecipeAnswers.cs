using System.Collections.Immutable;

namespace StreamBook.Tests;

internal static class NginxRecipeAnswers
{
    private const string Names = "proxy_set_header Host $http_host; proxy_set_header X-Real-IP $remote_addr;";
    private const string Json = "gzip on; gzip_min_length 0; gzip_types application/json";
    private const string AllNames = $"{Names} proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Request-ID $request_id;";
    private const string Kept = "proxy_http_version 1.1; proxy_set_header Connection \"\";";
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
                Mended("the lines for WebSocket", $"proxy_http_version 1.0; {Names} proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";", "mistake:   an event stream needs the lines for WebSocket"),
                Mended("a longer time limit", $"proxy_http_version 1.0; {Names} proxy_read_timeout 1h;", "mistake:   a longer time limit lets a stream flow"),
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
                Mended("gzip off", "proxy_http_version 1.1; gzip off;", "mistake:   switch it off for all"),
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
                Mended("no buffering", "proxy_http_version 1.0; proxy_buffering off; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "mistake:   switch it off for all"),
                Mended("HTTP/1.1", "proxy_http_version 1.1; proxy_ignore_headers X-Accel-Buffering Cache-Control;", "mistake:   switch it off for all"),
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
                Mended("the first line taken out", $"proxy_http_version 1.1; {Twice} \"Upgrade\";", "mistake:   `Connection: upgrade` does no harm"),
                Mended("the second line taken out", "proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Upgrade $http_upgrade;", "a WebSocket still opens"),
                new("a map the wrong way round", () => Map("''", "upgrade").With($"proxy_http_version 1.1; {Twice} $connection_upgrade;"), "an ordinary request announces no upgrade"),
            ],
        },
        new("06.5")
        {
            NeedsLab = true,
            Right =
            [
                Mended("no buffering", $"{Kept} proxy_buffering off; {Names}"),
                new("no buffering in the whole server", () => Recipe.Bare.With("proxy_buffering off;", NginxContext.Server).With(Names)),
            ],
            Wrong =
            [
                Mended("as given", $"{Kept} proxy_set_header X-Real-IP $remote_addr;", "Nothing is changed yet"),
                Mended("smaller buffers", $"{Kept} {Names} proxy_buffer_size 1k; proxy_buffers 8 1k; proxy_busy_buffers_size 2k;", "mistake:   a smaller buffer lets a stream flow"),
                Mended("no chunks to the client", $"{Kept} {Names} chunked_transfer_encoding off;", "arrived:   in lumps"),
                Mended("another recipe, without the address", "proxy_buffering off;", "mistake:   switch it off for all"),
            ],
        },
        new("06.6")
        {
            NeedsLab = true,
            Right =
            [
                Mended("deaf to one header", $"{Kept} proxy_buffering off; proxy_ignore_headers X-Accel-Buffering;"),
                new("deaf to two, in the whole server", () => Recipe.Bare.With("proxy_buffering off; proxy_ignore_headers X-Accel-Buffering X-Accel-Limit-Rate;", NginxContext.Server)),
            ],
            Wrong =
            [
                Mended("as given", $"{Kept} proxy_buffering off;", "Nothing is changed yet"),
                Mended("the header hidden", $"{Kept} proxy_buffering off; proxy_hide_header X-Accel-Buffering;", "mistake:   a header that is hidden is not obeyed"),
                Mended("the word said to the client", $"{Kept} proxy_buffering off; add_header X-Accel-Buffering no;", "mistake:   `X-Accel-Buffering` may be said on either side"),
                Mended("the word said to the backend", $"{Kept} proxy_buffering off; proxy_set_header X-Accel-Buffering no;", "mistake:   `X-Accel-Buffering` may be said on either side"),
                Mended("deaf, and buffering on", $"{Kept} proxy_ignore_headers X-Accel-Buffering;", "arrived:   held"),
            ],
        },
        new("06.7")
        {
            NeedsLab = true,
            Right =
            [
                Mended("an hour", "proxy_buffering off; proxy_connect_timeout 1s; proxy_send_timeout 1s; proxy_read_timeout 1h;"),
                Mended("half a minute, and no other limit", "proxy_buffering off; proxy_read_timeout 30s;"),
            ],
            Wrong =
            [
                Mended("as given", "proxy_buffering off; proxy_connect_timeout 1s; proxy_send_timeout 1s; proxy_read_timeout 1s;", "Nothing is changed yet"),
                Mended("another limit", "proxy_buffering off; proxy_connect_timeout 1h; proxy_send_timeout 1h; proxy_read_timeout 1s;", "mistake:   any time limit will do"),
                Mended("the limit towards the client", "proxy_buffering off; send_timeout 1h; keepalive_timeout 1h; proxy_read_timeout 1s;", "mistake:   any time limit will do"),
                Mended("a little longer", "proxy_buffering off; proxy_connect_timeout 1s; proxy_send_timeout 1s; proxy_read_timeout 1500ms;", "a stream that falls silent comes to its end"),
            ],
        },
        new("06.8")
        {
            NeedsLab = true,
            Right =
            [
                new("obeying the backend", () => Cache($"{Kept} proxy_cache pages; proxy_cache_valid 200 10m;")),
                new("by type", () => Cache($"{Kept} proxy_cache pages; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control; proxy_no_cache $is_stream;")
                    .With("map $upstream_http_content_type $is_stream { default 0; text/event-stream 1; }", NginxContext.Http)),
            ],
            Wrong =
            [
                new("as given", () => Cache($"{Kept} proxy_cache pages; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control;"), "Nothing is changed yet"),
                new("no cache", () => Recipe.Bare.With(Kept), "mistake:   switch it off for all"),
                new("no buffering, so no cache", () => Cache($"{Kept} proxy_buffering off; proxy_cache pages; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control;"), "mistake:   switch it off for all"),
                new("a short time", () => Cache($"{Kept} proxy_cache pages; proxy_cache_valid 200 30s; proxy_ignore_headers Cache-Control;"), "byte by byte what another viewer got before"),
                new("a lock", () => Cache($"{Kept} proxy_cache pages; proxy_cache_lock on; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control;"), "each viewer gets a stream of their own"),
            ],
        },
        new("06.9")
        {
            NeedsLab = true,
            Right =
            [
                new("all in the server", () => Recipe.Bare.With($"{Kept} {AllNames}", NginxContext.Server)),
                Mended("all in the location", $"{Kept} {AllNames}"),
            ],
            Wrong =
            [
                new("as given", () => Lost("proxy_set_header X-Request-ID $request_id;"), "Nothing is changed yet"),
                new("the new line taken out", () => Lost(""), "mistake:   switch it off for all"),
                new("one more line in the location", () => Lost("proxy_set_header X-Request-ID $request_id; proxy_set_header Host $http_host;"), "mistake:   a block adds its header lines to those around it"),
                new("a number that does not count", () => Recipe.Bare.With($"{Kept} {AllNames.Replace("$request_id", "7")}"), "X-Request-ID: 7"),
                new("the host without its port", () => Recipe.Bare.With($"{Kept} {AllNames.Replace("$http_host", "$host")}"), "the backend hears the host that the client asked for"),
            ],
        },
        new("06.10")
        {
            NeedsLab = true,
            Right =
            [
                Mended("as the book", $"{Kept} proxy_buffering off; proxy_read_timeout 1d;"),
                Mended("without a word on either", "proxy_buffering off;"),
            ],
            Wrong =
            [
                Mended("as given", "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_read_timeout 1d;", "Nothing is changed yet"),
                Mended("another time limit", "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_read_timeout 7d;", "mistake:   an event stream needs the lines for WebSocket"),
                Mended("no buffering, the lines left", "proxy_buffering off; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\";", "mistake:   `Connection: upgrade` does no harm"),
                Mended("the lines taken out, nothing else", $"{Kept} proxy_read_timeout 1d;", "arrived:   held"),
                new("the recipe for WebSocket", () => Map("upgrade").With($"proxy_http_version 1.1; {Twice} $connection_upgrade; proxy_buffering off;"), "a stranger's wish for another protocol ends at nginx"),
            ],
        },
        new("06.11")
        {
            NeedsLab = true,
            Right =
            [
                Mended("the list begins here", "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;"),
                Mended("the same from another variable", "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $realip_remote_addr; proxy_set_header X-Forwarded-Proto http;"),
            ],
            Wrong =
            [
                Mended("as given", Edge("$proxy_add_x_forwarded_for"), "Nothing is changed yet"),
                Mended("another line beside it", $"{Edge("$proxy_add_x_forwarded_for")} proxy_set_header X-Real-IP $remote_addr;", "mistake:   a list that nginx adds to is a true one"),
                Mended("with a port", Edge("$remote_addr:$remote_port"), "mistake:   an address has a port behind it"),
                Mended("no list", Edge("\"\""), "arrived:   no X-Forwarded-For line"),
                Mended("a constant", Edge("203.0.113.7"), "arrived:   X-Forwarded-For: 203.0.113.7"),
                Mended("the other lines lost", "proxy_set_header X-Forwarded-For $remote_addr;", "mistake:   switch it off for all"),
            ],
        },
    ];

    private static ExpectedAnswer Mended(string name, string location, string says = "") => new(name, () => Recipe.Bare.With(location), says);

    private static ExpectedAnswer Refused(string name, string location, string says) => Mended(name, location, says) with { Outcome = CheckOutcome.ProgramBroke };

    private static NginxConfiguration Map(string withUpgrade, string without = "''") =>
        Recipe.Bare.With($"map $http_upgrade $connection_upgrade {{ default {withUpgrade}; '' {without}; }}", NginxContext.Http);

    private static NginxConfiguration Cache(string location) =>
        Recipe.Bare.With("proxy_cache_path cache keys_zone=pages:1m;", NginxContext.Http).With(location);

    private static NginxConfiguration Lost(string location) =>
        Recipe.Bare.With($"{Kept} {Names} proxy_set_header X-Forwarded-Proto $scheme;", NginxContext.Server).With(location);

    private static string Edge(string list) =>
        $"proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For {list}; proxy_set_header X-Forwarded-Proto $scheme;";
}

using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;

namespace StreamBook.Tests;

internal static class RoadAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("11.1")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Patient("3s")),
                new("in milliseconds, another recipe", () => Recipe.Bare.With("proxy_http_version 1.1; proxy_buffering off; proxy_read_timeout 2900ms;")),
            ],
            Wrong =
            [
                new("as given", () => Patient("300ms"), "Nothing is changed yet"),
                new("a little more", () => Patient("500ms"), "header=-"),
                new("nginx's own 60 s", () => Recipe.Recommended.Without("proxy_read_timeout"), "mistake:   a limit that is long enough can do no harm"),
                new("an hour", () => Patient("1h"), "mistake:   a limit that is long enough can do no harm"),
                new("another limit", () => Patient("300ms").With("proxy_send_timeout 3s; proxy_connect_timeout 3s;"), "the proxy near the backend gives up first"),
                new("held meanwhile", () => Recipe.Held.With("proxy_read_timeout 3s;"), "an event stream flows through both"),
                new("twice", () => Patient("300ms").With("proxy_read_timeout 3s;"), "duplicate") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("11.2")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Recipe.Recommended.With("proxy_pass_header X-Accel-Buffering;")),
                new("said anew", () => Recipe.Recommended.With("add_header X-Accel-Buffering $upstream_http_x_accel_buffering;")),
            ],
            Wrong =
            [
                new("as given", () => Recipe.Recommended, "Nothing is changed yet"),
                new("no to everything", () => Recipe.Recommended.With("add_header X-Accel-Buffering no;"), "mistake:   switch it off for all"),
                new("another header", () => Recipe.Recommended.With("add_header X-Accel-Expires 0;"), "flows through both"),
                new("to the backend", () => Recipe.Recommended.With("proxy_set_header X-Accel-Buffering no;"), "flows through both"),
                new("not listening itself", () => Recipe.Recommended.With("proxy_ignore_headers X-Accel-Buffering;"), "flows through both"),
            ],
        },
        new("11.3")
        {
            Right =
            [
                new("as the book", () => Queue(size => Bounded(size, BoundedChannelFullMode.DropOldest))),
                new("by hand", () => Queue(size => new MakingRoom(size))),
            ],
            Wrong =
            [
                new("left out", () => Queue(_ => null!), "Not solved yet"),
                new("no limit", () => Queue(_ => Channel.CreateUnbounded<string>()), "mistake:   a queue without a limit loses nothing"),
                new("it waits", () => Queue(Channel.CreateBounded<string>), "mistake:   the one who makes events can wait for a reader"),
                new("drops what is new", () => Queue(size => Bounded(size, BoundedChannelFullMode.DropWrite)), "mistake:   what does not fit is what may be dropped"),
                new("drops the newest", () => Queue(size => Bounded(size, BoundedChannelFullMode.DropNewest)), "mistake:   what does not fit is what may be dropped"),
                new("of another size", () => Queue(_ => Bounded(2, BoundedChannelFullMode.DropOldest)), "a reader that comes late gets the newest prices"),
            ],
        },
        new("11.4")
        {
            Right =
            [
                new("as the book", () => Retry(random => $"retry: {random.Next(1000, 5001)}\n")),
                new("in steps, another line ending", () => Retry(random => string.Create(CultureInfo.InvariantCulture, $"retry:{1000 + (random.Next(41) * 100)}\r\n\r\n"))),
            ],
            Wrong =
            [
                new("left out", () => Retry(_ => ""), "Not solved yet"),
                new("a constant", () => Retry(_ => "retry: 3000\n"), "they come back together, as they left"),
                new("with a unit", () => Retry(random => $"retry: {random.Next(1, 6)}s\n"), "is the value digits and nothing else?"),
                new("with a capital", () => Retry(random => $"Retry: {random.Next(1000, 5001)}\n"), "Is the name spelt `retry`"),
                new("from half a second on", () => Retry(random => $"retry: {random.Next(500, 5001)}\n"), "From which number to which is it drawn?"),
                new("in seconds", () => Retry(random => $"retry: {random.Next(1, 6)}\n"), "mistake:   the reconnection time is in seconds"),
                new("a fraction", () => Retry(random => string.Create(CultureInfo.InvariantCulture, $"retry: {1.5 + random.NextDouble():0.00}\n")), "a client takes a reconnection time from it"),
                new("no line feed", () => Retry(random => $"retry: {random.Next(1000, 5001)}"), "it is a line of its own"),
                new("an event of its own", () => Retry(random => $"retry: {random.Next(1000, 5001)}\ndata: hello\n\n"), "no event itself"),
                new("too narrow", () => Retry(random => $"retry: {random.Next(2900, 3100)}\n"), "spread over the whole time"),
            ],
        },
        new("11.5")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => Secure(Recipe.Recommended)),
                new("in a location of its own", () => Held().With("location /clock { proxy_pass http://backend; proxy_http_version 1.1; proxy_buffering off; }", NginxContext.Server)),
            ],
            Wrong =
            [
                new("as given", Held, "Nothing is changed yet"),
                new("a smaller buffer", () => Held().With("ssl_buffer_size 4k;", NginxContext.Server), "A smaller buffer is full sooner"),
                new("no delay", () => Held().With("tcp_nodelay on; postpone_output 0;"), "the app gets each event at once"),
                new("without TLS", () => Recipe.Recommended, "Does nginx still listen with TLS?"),
                new("HTTP/1.1 for both", () => Recipe.Recommended.WithSelfSignedCertificate(), "the page still speaks HTTP/2"),
                new("HTTP/1.0 to the backend", () => Secure(Recipe.Held), "the page gets each event at once"),
            ],
        },
    ];

    private static NginxConfiguration Held() => Secure(Recipe.Recommended.Without("proxy_buffering"));

    private static NginxConfiguration Secure(NginxConfiguration recipe) => recipe.WithSelfSignedCertificate().With("http2 on;", NginxContext.Server);

    private static NginxConfiguration Patient(string time) => Recipe.Recommended.Without("proxy_read_timeout").With($"proxy_read_timeout {time};");

    private static Func<int, Channel<string>> Queue(Func<int, Channel<string>> make) => make;

    private static Func<Random, string> Retry(Func<Random, string> retry) => retry;

    private static Channel<string> Bounded(int size, BoundedChannelFullMode mode) => Channel.CreateBounded<string>(new BoundedChannelOptions(size) { FullMode = mode });

    /// <summary>A queue that waits, and a writer that makes room in it first.</summary>
    private sealed class MakingRoom : Channel<string>
    {
        public MakingRoom(int size)
        {
            var queue = Channel.CreateBounded<string>(size);
            (Reader, Writer) = (queue.Reader, new RoomyWriter(queue));
        }

        private sealed class RoomyWriter(Channel<string> queue) : ChannelWriter<string>
        {
            public override bool TryWrite(string item)
            {
                while (!queue.Writer.TryWrite(item))
                    queue.Reader.TryRead(out _);
                return true;
            }

            public override bool TryComplete(Exception? error = null) => queue.Writer.TryComplete(error);

            public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => new(true);
        }
    }
}

using StreamBook.Charts;

namespace StreamBook.Wording;

/// <summary>How the values of this library look as the result of a cell: the source of their formatters.</summary>
internal sealed class Shown
{
    public const string Html = "text/html";
    public const string PlainText = "text/plain";

    private readonly Formatter[] _formatters =
    [
        new(Html, value => value switch
        {
            Picture picture => picture.ToHtml(),
            Table table => table.Html,
            Capture capture => Draw.Lanes(capture).ToHtml(),
            ConnectionHistory { Connections.IsEmpty: false } history => Draw.Lanes(history.Connections).ToHtml(),
            ExplainedStream stream => Draw.Bytes(stream).Html,
            Frame frame => Draw.Bytes(frame).Html,
            FrameCapture capture => Draw.Frames(capture).Html,
            Screenshot screenshot => screenshot.Html,
            Lab lab => Servers(lab).Html,
            ProgressState state => state.ToHtml(),
            _ => null,
        }),
        new(PlainText, value => value switch
        {
            Picture picture => picture.Text,
            Table table => table.Text,
            Capture capture => Draw.Lanes(capture).Text,
            ConnectionHistory { Connections.IsEmpty: false } history => Draw.Lanes(history.Connections).Text,
            ExplainedStream stream => Draw.Bytes(stream).Text,
            Frame frame => Draw.Bytes(frame).Text,
            FrameCapture capture => Draw.Frames(capture).Text,
            Screenshot screenshot => screenshot.Text,
            Lab lab => Servers(lab).Text,
            ProgressState state => state.ToString(),
            _ => null,
        }),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    private static Table Servers(Lab lab) => Table.Of(
        lab.Servers,
        $"The lab, {(lab.Host is LabHost.Containers ? "in containers" : "as processes")} ({lab.HostReason})",
        ("Server", server => server.Name),
        ("Version", server => (server as NginxServer)?.Version),
        ("Address", server => server.Url));

    /// <summary>The shape that hosts look for: a MIME type, and a method that says whether it wrote the value.</summary>
    internal sealed class Formatter(string mimeType, Func<object, string?> render)
    {
        public string MimeType { get; } = mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            var text = render(instance);
            writer.Write(text);
            return text is not null;
        }
    }
}

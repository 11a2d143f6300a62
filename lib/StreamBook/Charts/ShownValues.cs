using System.Runtime.CompilerServices;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>How pictures, tables and what they are made of look as the result of a cell.</summary>
internal static class ShownValues
{
    [ModuleInitializer]
    public static void Register()
    {
        Shown.As<Picture>(picture => picture.ToHtml(), picture => picture.Text);
        Shown.As<Table>(table => table.Html, table => table.Text);
        Shown.As<Screenshot>(screenshot => screenshot.Html, screenshot => screenshot.Text);
        Shown.As<ProgressState>(state => state.ToHtml(), state => state.ToString());
        As<Capture>(capture => Draw.Lanes(capture));
        As<ConnectionHistory>(history => history.Connections.IsEmpty ? null : Draw.Lanes(history.Connections));
        As<ExplainedStream>(stream => Draw.Bytes(stream));
        As<WebSocketFrame>(frame => Draw.Bytes(frame));
        As<FrameCapture>(capture => Draw.Frames(capture));
        Shown.As<Diagnosis>(FindingCards.Html, diagnosis => diagnosis.ToString());
        Shown.As<Finding>(FindingCards.Html, finding => finding.ToString());
        Shown.As<FindingKind>(FindingCards.Html, FindingCards.Text);
        Shown.As<HopComparison>(FindingCards.Html, FindingCards.Text);
    }

    private static void As<T>(Func<T, Picture?> draw) => Shown.As<T>(value => draw(value)?.ToHtml(), value => draw(value)?.Text);

    private static void As<T>(Func<T, Table> list) => Shown.As<T>(value => list(value).Html, value => list(value).Text);
}

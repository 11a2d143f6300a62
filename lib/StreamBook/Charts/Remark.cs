using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>What is said of a line or an event: words around a value in quotation marks.</summary>
internal readonly record struct Remark(string Before, string? Value = null, string After = "")
{
    /// <summary>The value with what nobody would see made visible, its end cut off where it is long.</summary>
    public List<VisibleRun> VisibleValue => VisibleBytes.Of(VisibleBytes.Cut(Value ?? ""));

    public static Remark On(LineMeaning meaning) => meaning switch
    {
        LineMeaning.Field { Name: "data", Value: "" } => new("Adds an empty line to the data."),
        LineMeaning.Field { Name: "data" } field => new("Adds the line ", field.Value, " to the data."),
        LineMeaning.Field { Name: "event", Value: "" } => new("Sets the event type back to ", "message", "."),
        LineMeaning.Field { Name: "event" } field => new("Sets the event type to ", field.Value, "."),
        LineMeaning.Field { Name: "id" } field => new("Sets the last event ID to ", field.Value, ", from the next blank line on."),
        LineMeaning.Field { Name: "retry" } field => new("Sets the reconnection time to ", field.Value, " ms, at once."),
        LineMeaning.Field field => new("Sets " + field.Name + " to ", field.Value, "."),
        LineMeaning.Comment => new("Comment: nothing happens."),
        LineMeaning.Ignored ignored => new("Ignored. " + ignored.Reason),
        LineMeaning.Dispatch => new("Blank line: dispatches the event."),
        LineMeaning.NoDispatch blank => new("Blank line, no event. " + blank.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(meaning), meaning, "There is no other meaning."),
    };

    public static Remark[] On(ServerSentEvent dispatched) =>
    [
        new("type ", dispatched.Type),
        new(", data ", dispatched.Data),
        new(", last event ID ", dispatched.LastEventId),
    ];

    /// <summary>The remark in a terminal.</summary>
    public override string ToString() =>
        Before + (Value is null ? "" : VisibleBytes.Quoted(Value)) + After;
}

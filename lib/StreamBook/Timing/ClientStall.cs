namespace StreamBook;

/// <summary>A time in which the client itself stood still: what arrived meanwhile was read only afterwards.</summary>
/// <param name="Offset">When it began, since the request was sent.</param>
/// <param name="Duration">How long, 20 ms or more.</param>
public sealed record ClientStall(TimeSpan Offset, TimeSpan Duration)
{
    /// <summary>When it ended.</summary>
    public TimeSpan EndOffset => Offset + Duration;
}

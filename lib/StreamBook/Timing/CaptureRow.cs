namespace StreamBook;

/// <summary>What a table says of a capture; each value is the capture's of that name.</summary>
/// <param name="Name">The label.</param>
/// <param name="Status">The HTTP status code; null if no answer came.</param>
/// <param name="Delivery">How it got here.</param>
/// <param name="TimeToFirstEvent">When the first event arrived; null if none did.</param>
/// <param name="EventCount">How many events arrived.</param>
/// <param name="EndOffset">When the answer ended.</param>
/// <param name="Failure">Why it did not end as it should; null if it did.</param>
public sealed record CaptureRow(string Name, int? Status, Delivery Delivery, TimeSpan? TimeToFirstEvent, int EventCount, TimeSpan EndOffset, string? Failure);

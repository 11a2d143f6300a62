namespace StreamBook.Timing;

/// <summary>What the judge says of a response.</summary>
/// <param name="Delivery">How it got here.</param>
/// <param name="Reason">What that rests on, or why it is unknown, in words that go on after a colon.</param>
/// <param name="ExcusedCount">How many events came late because the client itself stood still.</param>
internal readonly record struct DeliveryJudgement(Delivery Delivery, string Reason, int ExcusedCount = 0);

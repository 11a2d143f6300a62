namespace StreamBook;

/// <summary>
/// How a response got here, judged by order and never by a clock limit: an event is late if the next one had been sent
/// before it arrived. Events that their sender let go faster than anything travels here (a burst of its own) are not
/// judged, nor is a response that is one burst, nor what came while the client itself stood still.
/// </summary>
/// <remarks>
/// What parts <see cref="InLumps"/> from <see cref="Streamed"/> is half of the events that are judged. A buffer that
/// holds two events or more makes at least every other one late, and as a rule nearly all: 4 kB hold about 37 events of
/// 105 bytes, and each of them was late. A machine that stands still now and then makes late only what was sent
/// meanwhile: to reach half, it must stand still for half of the time, and where the client does, the capture notices it
/// (<see cref="Capture.ClientStalls"/>).
/// </remarks>
public enum Delivery
{
    /// <summary>Order says nothing; <see cref="Capture.DeliveryReason"/> says why.</summary>
    Unknown,

    /// <summary>At most half of the events were late.</summary>
    Streamed,

    /// <summary>The first event arrived only after the last was sent.</summary>
    Held,

    /// <summary>Not held, but more than half of the events were late.</summary>
    InLumps,
}

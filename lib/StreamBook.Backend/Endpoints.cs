using System.Text;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>What the backend answers, by path.</summary>
internal static class Endpoints
{
    // Answered by "/". The limits are those of the code that reads each query.
    private const string Manual = """
        StreamBook backend. Times are in ms. A query value that is unknown or out of range answers 400.

        /clock      An event stream. The data of each event is JSON: n, and sent, the time since the response
                    began. The header Stream-Began is that beginning on the monotonic clock of the machine.
          count     5        events; 0 for no end
          interval  100      between events, and before the first
          pause     0        before the last event, instead of the interval; 0 for the interval
          size      0        bytes of the data, padded; at least what n and sent need
          type      (none)   the event type
          heartbeat 0        a comment when nothing was sent for so long; 0 for none
          framing   chunked  or close: the body has no framing and ends with the connection
          accel     (none)   yes or no: the header X-Accel-Buffering
          retry     (none)   the reconnection time, sent ahead of the events
        /resume     An event stream of the IDs 1 to count that goes on after the header Last-Event-ID,
                    and answers 204 when that is the last.
          count     10       events in all
          interval  50       between events, and before the first
          cut       0        break the connection off after so many events of this response; 0 for never
          retry     (none)   as above
        /typed      The events of /clock, as ASP.NET Core's TypedResults.ServerSentEvents sends them.
          count     5        as above
          interval  100      as above
          cut       0        as above: here the framework meets an exception of the program
          retry     (none)   as above, in the first event
        /live       An event stream without end that all share: one event every interval since the start of the
                    backend, whose number is its ID. It goes on after the header Last-Event-ID, beginning with
                    what happened meanwhile; without the header it begins with the next event.
          interval  100      between events; at least 1
          keep      1000     how many past events it remembers for those who come back
          cut       0        as above
          retry     (none)   as above
        /raw        The given bytes as an event stream. A POST sends its body.
          body      (empty)  percent-encoded bytes
          chunk     0        bytes written and flushed at a time; 0 for all
          interval  0        after each chunk
          coding    (none)   the header Content-Encoding: how the given bytes are compressed
        /answer     An event stream whose head is chosen here. OPTIONS, a preflight, answers 204 with the same permissions.
          status    200      204, 205 and 304 have no body
          type      (none)   a Content-Type other than text/event-stream
          allow     (none)   Access-Control-Allow-Origin: * (any), or origin (the one that asks)
          credentials no     yes: Access-Control-Allow-Credentials
          headers   (none)   what a preflight allows: Access-Control-Allow-Headers
          count     3        events
          interval  50       between events, and before the first
          id        (number) the ID of all of them
          retry     (none)   as above
        /page       An almost empty page, for a browser to run scripts in; log(text) there adds a line to it.
        /script     The given text as JavaScript, for a worker: its script must have an address.
          body      (empty)  percent-encoded
        /private    An event stream whose one event says how the request proved itself; its reconnection time is 50.
                    401 without a proof. Proofs: the header "Authorization: Bearer secret-of-ada", the cookie
                    token=secret-of-ada, or a ticket.
          ticket    (none)   one that /ticket gave
        /ticket     A POST with one of the other proofs gets a ticket, which is good for one request.
        /ws/echo    A WebSocket that returns every message, and the code of the close frame.
          limit     0        bytes of a message; a longer one closes with 1009; 0 for no limit
          accept    stream   or middleware: by AcceptWebSocketAsync, whose abort after a broken rule often
                             overtakes the close frame
          deflate   no       yes: agrees to compress messages if the client offers it
        /ws/mirror  Answers the opening handshake, then returns every byte as it came, masked frames and all.
        /ws/raw     A WebSocket that sends the given bytes, right or wrong.
          bytes     (empty)  the frames, in hexadecimal digits
          end       wait     ends the connection when the peer has sent something; close: at once
        /ws/explain A WebSocket that answers each frame with a text message that says what it was; a close frame with its
                    like too.
          deflate   no       as above, but for its own messages
        /ws/private A WebSocket whose one message says how the request proved itself, as /private; a proof is also
                    the subprotocol token.secret-of-ada. The subprotocol it speaks is called notes.
          ticket    (none)   as above
        /ws/ticker  A WebSocket that sends count text messages, as the data of /clock, and closes.
          count     5        messages; 0 for no end
          interval  100      between messages, and before the first
          size      0        as above
          keepalive 0        an unasked pong when nothing was sent for so long; 0 for none
          timeout   0        pings instead, and ends the connection when none is answered for so long; 0: pongs
        /v1/chat/completions, /v1/responses
                    A POST gets what OpenAI's API answers, and always in the same words: whole, or as an event stream
                    if its body says "stream": true. The data of the events has sent, as that of /clock.
          count     35       tokens; the words are repeated as needed
          first     300      before the first token
          interval  40       between tokens
          finish    stop     why it ends: also length or content_filter, and in chat completions tool_calls,
                             whose tokens are the arguments of a call
          block     1        tokens that go out together, as from a filter that reads them first
          error     0        report an error after so many tokens; 0 for never
          cut       0        break the connection off after so many tokens; 0 for never
        /v1/responses/{id}
                    A response that was asked for with "background": true, which goes on when its connection breaks.
          stream    false    true: its events
          starting_after     the sequence number to go on behind; all of them unless told
        /hub        A SignalR hub, with its transports below it. Say(text) is answered by said(text); a heartbeat goes out
                    every 500 ms. The parameters are SignalR's own.
        /client     Who the client is to an ASP.NET Core app, as JSON, by ForwardedHeadersMiddleware: address, scheme, and
                    what is left of X-Forwarded-For.
          trust     nobody   or last: one entry, counted from the right; or everyone: all of them
        /request    The request as it arrived, as JSON.
        /log        All requests since the start and how they ended, as JSON; at most the last 1,000, and
                    not those for /request, /log, /usage and this page.
        /usage      What this process has used, as JSON: time of the processors, memory, threads,
                    open connections.
          collect   no       or yes: remove garbage first, so that heapByteCount is what is in use

        The header Stream-Endpoint names one of these paths for a request to any other: for a proxy that has paths of its own.

        HTTP/1.0 and HTTP/1.1, and HTTP/2 without TLS for a client that begins with it.

        """;

    /// <summary>The endpoint that a request is for: the one it names, else its path.</summary>
    public static string? PathOf(HttpRequest request) => request.Headers[BackendWire.EndpointHeader] is [{ } chosen] ? chosen : request.Path.Value;

    public static async Task RunAsync(HttpContext context)
    {
        try
        {
            await (PathOf(context.Request) switch
            {
                "/clock" => EventStreams.ClockAsync(context),
                "/resume" => EventStreams.ResumeAsync(context),
                "/live" => EventStreams.LiveAsync(context),
                "/raw" => EventStreams.RawAsync(context),
                "/answer" => BrowserTrials.AnswerAsync(context),
                "/page" => BrowserTrials.PageAsync(context),
                "/script" => BrowserTrials.ScriptAsync(context),
                "/ticket" => Visitors.TicketAsync(context),
                "/private" => Visitors.PrivateAsync(context),
                "/ws/private" => Visitors.PrivateSocketAsync(context),
                "/ws/raw" => FrameTrials.RawAsync(context),
                "/ws/explain" => FrameTrials.ExplainAsync(context),
                "/ws/echo" => WebSockets.EchoAsync(context),
                "/ws/mirror" => FrameTrials.MirrorAsync(context),
                "/ws/ticker" => WebSockets.TickerAsync(context),
                "/typed" => TypedStream.RunAsync(context),
                "/v1/chat/completions" => ChatCompletions.RunAsync(context),
                Responses.Path => Responses.RunAsync(context),
                { } path when path.StartsWith(Responses.Path + "/", StringComparison.Ordinal) => Responses.GetAsync(context),
                "/client" => ClientAddress.WriteAsync(context),
                BackendUsage.Path => Usage.WriteAsync(context),
                "/" => WriteTextAsync(context, StatusCodes.Status200OK, Manual),
                var path => WriteTextAsync(context, StatusCodes.Status404NotFound, $"There is nothing at {path}; / lists what there is.\n"),
            });
        }
        catch (BadRequestException e)
        {
            await WriteTextAsync(context, StatusCodes.Status400BadRequest, e.Message + "\n");
        }
    }

    private static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }
}

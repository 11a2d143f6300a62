using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>The endpoint <c>/v1/responses</c> and what it keeps below it (https://platform.openai.com/docs/api-reference/responses-streaming).</summary>
internal static class Responses
{
    public const string Path = "/v1/responses";

    private static readonly BackgroundResponses _background = new();

    public static async Task RunAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context) is not { } answer)
            return;
        if (answer.CallsTool)
            throw new BadRequestException($"finish=tool_calls is for /v1/chat/completions; {Path} has stop, length and content_filter.");
        if (answer.IsInBackground)
        {
            var kept = _background.Start(answer);
            if (answer.IsStreamed)
                await FollowAsync(context, kept, startingAfter: -1, answer.CutAfter);
            else
                await OpenAi.WriteJsonAsync(context, kept.Now);
            return;
        }

        var events = new ResponseEvents(answer);
        if (!answer.IsStreamed)
        {
            await OpenAi.WriteWholeAsync(context, answer, events.Response(events.LastStatus));
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        await foreach (var (data, sent) in events.ReadAsync(stream.Clock, stream.Aborted))
            await OpenAi.WriteAsync(stream, data, (string?)data["type"], sent);
    }

    /// <summary>A response in the background: as it is now, or with <c>stream=true</c> its events from behind <c>starting_after</c> on.</summary>
    public static async Task GetAsync(HttpContext context)
    {
        var query = new Query(context);
        var isStreamed = query.Choice("stream", "false", "true", "false") == "true";
        var startingAfter = query.Whole("starting_after", -1, int.MaxValue);
        query.End();

        var id = context.Request.Path.Value![(Path.Length + 1)..];
        if (_background.Find(id) is not { } kept)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await OpenAi.WriteJsonAsync(context, new() { ["error"] = OpenAi.Error($"Response with id '{id}' not found.", "invalid_request_error") });
        }
        else if (isStreamed)
        {
            await FollowAsync(context, kept, startingAfter, cutAfter: 0);
        }
        else
        {
            await OpenAi.WriteJsonAsync(context, kept.Now);
        }
    }

    // The response does not notice its connection break: it goes on.
    private static async Task FollowAsync(HttpContext context, BackgroundResponse kept, int startingAfter, int cutAfter)
    {
        var stream = await EventStreamResponse.BeginAsync(context);
        var tokenCount = 0;
        await foreach (var data in kept.ReadAsync(startingAfter, stream.Aborted))
        {
            await OpenAi.WriteAsync(stream, data, (string?)data["type"]);
            if ((string?)data["type"] == ResponseEvents.Delta && ++tokenCount == cutAfter)
                throw new BrokenOffException();
        }
    }
}

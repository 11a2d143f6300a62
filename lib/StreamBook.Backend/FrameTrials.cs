namespace StreamBook.Backend;

/// <summary>The endpoints below the messages of a WebSocket: what clients are tried on, frame by frame and byte by byte.</summary>
internal static class FrameTrials
{
    public static async Task MirrorAsync(HttpContext context)
    {
        new Query(context).End();
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        using var stream = await WebSocketHandshake.UpgradeAsync(context);
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, context.RequestAborted) is > 0 and var byteCount)
            await stream.WriteAsync(buffer.AsMemory(0, byteCount), context.RequestAborted);
    }

    public static async Task RawAsync(HttpContext context)
    {
        var query = new Query(context);
        var bytes = query.Bytes("bytes");
        var end = query.Choice("end", "wait", "wait", "close");
        query.End();
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        using var stream = await WebSocketHandshake.UpgradeAsync(context);
        await stream.WriteAsync(bytes, context.RequestAborted);
        if (end == "wait")
            _ = await stream.ReadAsync(new byte[1024], context.RequestAborted);
    }

    public static async Task ExplainAsync(HttpContext context)
    {
        var query = new Query(context);
        var deflates = query.Choice("deflate", "no", "no", "yes") == "yes";
        query.End();
        if (!await WebSocketHandshake.IsAskedForAsync(context))
            return;
        using var stream = await WebSocketHandshake.UpgradeAsync(context, deflates: deflates && WebSocketHandshake.OffersDeflate(context));
        var decoder = new FrameDecoder(Endpoint.Client);
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, context.RequestAborted) is > 0 and var byteCount)
        {
            foreach (var (_, _, frame, _) in decoder.Read(buffer.AsSpan(0, byteCount)))
            {
                await stream.WriteAsync(WebSocketFrame.Text(frame.ToString()).ToBytes().AsMemory(), context.RequestAborted);
                if (frame.Opcode is not Opcode.Close)
                    continue;
                await stream.WriteAsync(new WebSocketFrame(Opcode.Close, frame.Payload).ToBytes().AsMemory(), context.RequestAborted);
                return;
            }
        }
    }
}

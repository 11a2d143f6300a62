namespace StreamBook.Tests;

public sealed class FrameDecoderTests
{
    private static readonly WebSocketFrame _begun = WebSocketFrame.Text("a") with { Fin = false };

    public static TheoryData<string, int?, WebSocketFrame[]> BrokenRules => new()
    {
        { "A server must not mask.", 1002, [WebSocketFrame.Text("a").Masked()] },
        { "A reserved bit is set", 1002, [WebSocketFrame.Text("a") with { ReservedBits = 4 }] },
        { "The opcode is reserved.", 1002, [new WebSocketFrame((Opcode)11, [])] },
        { "fewest bits", 1002, [WebSocketFrame.Text("a") with { LengthBits = 16 }] },
        { "at most 125 bytes", 1002, [WebSocketFrame.Ping(new string('x', 126))] },
        { "must not be fragmented", 1002, [WebSocketFrame.Ping() with { Fin = false }] },
        { "takes two bytes", 1002, [new WebSocketFrame(Opcode.Close, [3])] },
        { "The close code 1006 must not be sent.", 1002, [WebSocketFrame.Close(1006)] },
        { "The reason is not valid UTF-8.", 1007, [new WebSocketFrame(Opcode.Close, [3, 0xE8, 0xFF])] },
        { "no message to go on with", 1002, [WebSocketFrame.Continuation("a")] },
        { "has not ended", 1002, [_begun, WebSocketFrame.Text("b")] },
        { "not valid UTF-8", 1007, [new WebSocketFrame(Opcode.Text, [0xFF])] },
        { "not valid UTF-8", 1007, [_begun, new WebSocketFrame(Opcode.Continuation, [0xE2, 0x82])] },
        { "not valid UTF-8", 1007, [_begun, new WebSocketFrame(Opcode.Continuation, [0xC0]) { Fin = false }] },
        { "discarded", null, [WebSocketFrame.Close(1000), WebSocketFrame.Text("a")] },
    };

    public static TheoryData<WebSocketFrame[]> Sound =>
    [
        [WebSocketFrame.Text("a"), WebSocketFrame.Binary(0xFF), WebSocketFrame.Pong(), WebSocketFrame.Ping(new string('x', 125)), WebSocketFrame.Close()],
        [_begun, WebSocketFrame.Ping("in between"), WebSocketFrame.Continuation("b"), WebSocketFrame.Text("c")],
        [new WebSocketFrame(Opcode.Text, [0xE2]) { Fin = false }, WebSocketFrame.Pong("ü"), new WebSocketFrame(Opcode.Continuation, [0x82]) { Fin = false }, new WebSocketFrame(Opcode.Continuation, [0xAC])],
        [WebSocketFrame.Close(1014, "ü")],
        [WebSocketFrame.Close(4999)],
    ];

    [Theory, MemberData(nameof(BrokenRules))]
    public void A_broken_rule_is_reported_with_its_frame_and_its_close_code(string reason, int? closeCode, WebSocketFrame[] frames)
    {
        var decoded = Decode(frames);

        decoded.Select(d => d.Frame).ShouldBe(frames);
        decoded[..^1].ShouldAllBe(d => d.Problems.Length == 0);
        var problem = decoded[^1].Problems.ShouldHaveSingleItem();
        problem.Reason.ShouldContain(reason);
        problem.CloseCode.ShouldBe(closeCode);
    }

    [Theory, MemberData(nameof(Sound))]
    public void What_the_standard_allows_is_reported_by_nobody(WebSocketFrame[] frames) =>
        Decode(frames).SelectMany(d => d.Problems).ShouldBeEmpty();

    [Fact]
    public void A_client_must_mask() =>
        new FrameDecoder(Endpoint.Client).Read(WebSocketFrame.Text("a").ToBytes().AsSpan()).Single().Problems.Single().Reason.ShouldBe("A client must mask.");

    [Theory]
    [InlineData("827F7FFFFFFFFFFFFFFF0102", 1009, "It announces 9,223,372,036,854,775,807 bytes, over the limit of 1,000.")]
    [InlineData("827F80000000000000000102", 1002, "The first bit of a 64-bit length must be 0.")]
    [InlineData("827E03E90102", 1009, "It announces 1,001 bytes, over the limit of 1,000.")]
    public void A_length_that_cannot_be_waited_for_is_the_last_thing_read(string hexadecimal, int closeCode, string reason)
    {
        var decoder = new FrameDecoder(Endpoint.Server, maxPayloadByteCount: 1000);

        decoder.Read(Convert.FromHexString(hexadecimal)).Single().Problems.ShouldBe([new(closeCode, reason)]);
        decoder.Read(WebSocketFrame.Text("a").ToBytes().AsSpan()).ShouldBeEmpty();
        decoder.UnfinishedByteCount.ShouldBe(2 + 3);
    }

    [Fact]
    public void An_unfinished_frame_is_counted()
    {
        var decoder = new FrameDecoder(Endpoint.Server);

        decoder.Read([.. WebSocketFrame.Text("a").ToBytes(), 0x81]).Length.ShouldBe(1);
        decoder.UnfinishedByteCount.ShouldBe(1);
    }

    private static DecodedFrame[] Decode(WebSocketFrame[] frames) => [.. new FrameDecoder(Endpoint.Server).Read([.. frames.SelectMany(f => f.ToBytes())])];
}

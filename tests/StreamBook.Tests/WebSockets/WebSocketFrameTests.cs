namespace StreamBook.Tests;

public sealed class WebSocketFrameTests
{
    // RFC 6455, section 5.7.
    public static TheoryData<WebSocketFrame, string> Examples => new()
    {
        { WebSocketFrame.Text("Hello"), "81 05 48 65 6C 6C 6F" },
        { WebSocketFrame.Text("Hello").Masked(0x37, 0xFA, 0x21, 0x3D), "81 85 37 FA 21 3D 7F 9F 4D 51 58" },
        { WebSocketFrame.Text("Hel") with { Fin = false }, "01 03 48 65 6C" },
        { WebSocketFrame.Continuation("lo"), "80 02 6C 6F" },
        { WebSocketFrame.Ping("Hello"), "89 05 48 65 6C 6C 6F" },
        { WebSocketFrame.Pong("Hello").Masked(0x37, 0xFA, 0x21, 0x3D), "8A 85 37 FA 21 3D 7F 9F 4D 51 58" },
        { WebSocketFrame.Binary(new byte[256]), "82 7E 01 00" },
        { WebSocketFrame.Binary(new byte[65536]), "82 7F 00 00 00 00 00 01 00 00" },
        { WebSocketFrame.Close(1000, "bye"), "88 05 03 E8 62 79 65" },
        { WebSocketFrame.Close(), "88 00" },
        { WebSocketFrame.Text("a") with { LengthBits = 64, ReservedBits = 7, Opcode = (Opcode)15 }, "FF 7F 00 00 00 00 00 00 00 01 61" },
    };

    [Theory, MemberData(nameof(Examples))]
    public void A_frame_has_the_bytes_that_the_standard_gives_it(WebSocketFrame frame, string bytes) =>
        Hexadecimal(frame.ToBytes()).ShouldStartWith(bytes);

    [Theory]
    [InlineData(125, 7, 2)]
    [InlineData(126, 16, 4)]
    [InlineData(65_535, 16, 4)]
    [InlineData(65_536, 64, 10)]
    public void The_length_is_written_in_the_fewest_bits(int payloadByteCount, int lengthBits, int headerByteCount)
    {
        var frame = WebSocketFrame.Binary(new byte[payloadByteCount]);

        frame.LengthBits.ShouldBe(lengthBits);
        frame.ToBytes().Length.ShouldBe(headerByteCount + payloadByteCount);
    }

    [Fact]
    public void Masking_twice_with_one_key_gives_the_payload_back_and_the_key_is_fresh_each_time()
    {
        WebSocketFrame.Mask(WebSocketFrame.Mask("Hello"u8, [1, 2, 3, 4]), [1, 2, 3, 4]).ShouldBe("Hello"u8.ToArray());
        Enumerable.Range(0, 8).Select(_ => Hexadecimal(WebSocketFrame.Text("a").Masked().MaskingKey)).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        WebSocketFrame[] unfit =
        [
            WebSocketFrame.Text("") with { Opcode = (Opcode)16 },
            WebSocketFrame.Text("") with { ReservedBits = 8 },
            WebSocketFrame.Text("").Masked(1, 2, 3),
            WebSocketFrame.Binary(new byte[126]) with { LengthBits = 7 },
            WebSocketFrame.Text("") with { LengthBits = 8 },
        ];

        unfit.ShouldAllBe(frame => Should.Throw<InvalidOperationException>(() => frame.ToBytes(), "").Message.StartsWith("A frame has 4 bits"));
    }

    [Fact]
    public void A_close_frame_tells_its_code_and_reason_and_others_have_none()
    {
        (WebSocketFrame.Close(1001, "zu spät").CloseCode, WebSocketFrame.Close(1001, "zu spät").Reason).ShouldBe((1001, "zu spät"));
        (WebSocketFrame.Close().CloseCode, WebSocketFrame.Close().Reason).ShouldBe((null, ""));
        WebSocketFrame.Text("ab").CloseCode.ShouldBeNull();
    }

    [Fact]
    public void Frames_are_equal_if_their_bytes_are()
    {
        WebSocketFrame.Text("a").ShouldBe(new WebSocketFrame(Opcode.Text, [(byte)'a']) { LengthBits = 7 });
        WebSocketFrame.Text("a").ShouldNotBe(WebSocketFrame.Text("a") with { LengthBits = 16 });
        WebSocketFrame.Text("a").ShouldNotBe(WebSocketFrame.Text("a").Masked(0, 0, 0, 0));
    }

    private static string Hexadecimal(IEnumerable<byte> bytes) => string.Join(' ', bytes.Select(b => $"{b:X2}"));
}

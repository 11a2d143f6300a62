using System.Text;
using System.Xml.Linq;

namespace StreamBook.Tests;

public sealed class FrameListingTests
{
    private static readonly WebSocketFrame _hello = WebSocketFrame.Text("Hello").Masked(0x37, 0xFA, 0x21, 0x3D);

    [Fact]
    public void A_frame_is_shown_part_by_part() => Draw.Bytes(_hello).Text.ShouldBe(
        """
        text, FIN, masked, 5 bytes: “Hello”; 11 bytes on the wire

               0  81                                      1000 0001: FIN, opcode 1 (text).
               1  85                                      1 0000101: masked, the payload has 5 bytes.
               2  37 FA 21 3D                             The masking key.
               6  7F 9F 4D 51 58                          The payload, masked. Unmasked: 48 65 6C 6C 6F: “Hello”.
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void The_middle_of_a_long_payload_is_left_out_and_the_form_of_the_length_is_told()
    {
        var text = Draw.Bytes(WebSocketFrame.Binary(new byte[1000]) with { Fin = false, ReservedBits = 4 }).Text;

        text.ShouldContain("0100 0010: no FIN, more frames follow, RSV1 set, opcode 2 (binary).");
        text.ShouldContain("7E 03 E8");
        text.ShouldContain("0 1111110: not masked, 126 means that the next 16 bits tell the length: 1,000 bytes.");
        text.ShouldContain("00 00 … 974 bytes … 00 00");
    }

    [Fact]
    public void A_conversation_is_shown_frame_by_frame_with_what_is_wrong()
    {
        var text = Draw.Frames(Conversation(
            new(Endpoint.Client, TimeSpan.FromMilliseconds(1), Decoded(Endpoint.Client, WebSocketFrame.Text("Hello"))),
            new(Endpoint.Server, TimeSpan.FromMilliseconds(2), Decoded(Endpoint.Server, WebSocketFrame.Close(1002))))).Text;

        text.ShouldBe(
            """
            echo; 101 Switching Protocols; 1 frame from the client, 1 from the server; close code 1002

                1 ms client → 81 05 48 65 6C 6C 6F            text, FIN, 5 bytes: “Hello” ✗ A client must mask.
                2 ms ← server 88 02 03 EA                     close, FIN, 2 bytes: 1002
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_long_payload_in_a_conversation_takes_a_line_and_the_header_is_whole()
    {
        var text = Draw.Frames(Conversation(new CapturedFrame(Endpoint.Server, default, Decoded(Endpoint.Server, WebSocketFrame.Binary(new byte[65_536]))))).Text;

        text.ShouldContain("82 7F 00 00 00 00 00 01 00 00 00 00 00 00 00 00 … 65,528 bytes … 00 00\n");
    }

    [Theory]
    [InlineData(Opcode.Continuation, "a\nb", true)]
    [InlineData(Opcode.Continuation, "a\0b", false)]
    [InlineData(Opcode.Ping, "a", true)]
    [InlineData(Opcode.Ping, "\u0001", false)]
    [InlineData(Opcode.Text, "a\0b", true)]
    public void A_payload_is_quoted_where_it_is_text(Opcode opcode, string payload, bool isQuoted) =>
        Draw.Bytes(new WebSocketFrame(opcode, [.. Encoding.UTF8.GetBytes(payload)])).Text.Contains('“').ShouldBe(isQuoted);

    [Fact]
    public void A_failure_and_what_is_left_out_are_told()
    {
        var frame = new CapturedFrame(Endpoint.Server, default, Decoded(Endpoint.Server, WebSocketFrame.Text("a")));
        var table = Draw.Frames(Conversation([.. Enumerable.Repeat(frame, 105)]) with { Failure = "it broke" });

        foreach (var form in (string[])[table.Text, table.Html])
        {
            form.ShouldContain("… and 5 more frames");
            form.ShouldContain("✗ it broke");
        }
    }

    [Fact]
    public void Html_marks_the_header_and_not_the_payload()
    {
        var spans = XElement.Parse(Draw.Bytes(_hello).Html).Descendants("code").Elements("span").ToArray();

        spans.Select(span => span.Value).ShouldBe(["81", "85", "37 FA 21 3D", "7F 9F 4D 51 58"]);
        spans.Select(span => span.Attribute("style")!.Value.Contains("border-bottom")).ShouldBe([true, true, true, false]);
    }

    [Fact]
    public void Hosts_show_frames_and_conversations_as_these_tables()
    {
        HostFormat.As("text/html", _hello).ShouldBe(Draw.Bytes(_hello).Html);
        HostFormat.As("text/plain", Conversation()).ShouldBe(Draw.Frames(Conversation()).Text);
    }

    private static FrameCapture Conversation(params CapturedFrame[] frames) => new()
    {
        Name = "echo",
        Uri = new("http://127.0.0.1/"),
        Request = "",
        Status = 101,
        Frames = [.. frames],
        EndOffset = default,
    };

    private static DecodedFrame Decoded(Endpoint sender, WebSocketFrame frame) => new FrameDecoder(sender).Read(frame.ToBytes().AsSpan()).Single();
}

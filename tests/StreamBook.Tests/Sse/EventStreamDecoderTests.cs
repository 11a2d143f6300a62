using System.Text;

namespace StreamBook.Tests;

public sealed class EventStreamDecoderTests
{
    public static TheoryData<string> CaseNames => [.. EventStreamCases.All.Select(c => c.Name)];

    [Fact]
    public void The_end_of_a_line_is_found_however_far_it_is()
    {
        for (var length = 1; length < 1200; length++)
            EventStream.Decode(Encoding.UTF8.GetBytes($"data:{new string('x', length)}\r\n\r\ndata:{new string('y', length)}\n\n")).Select(e => e.Data.Length).ShouldBe([length, length]);
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Every_case_decodes_with_every_line_ending_in_any_chunking(string name)
    {
        var expectation = EventStreamCases.All.Single(c => c.Name == name);
        var retry = expectation.Retry is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;
        var expected = new DecodedStream(expectation.Events, expectation.LastEventId, retry);
        var random = new Random(1);
        foreach (var lineEnd in DecodedStream.LineEnds)
        {
            var stream = Encoding.UTF8.GetBytes(expectation.Stream.Replace("\n", lineEnd));
            DecodedStream.From(stream).ShouldBe(expected, "whole");
            DecodedStream.From(stream, 1).ShouldBe(expected, "one byte at a time");
            DecodedStream.From(stream, 0, 1).ShouldBe(expected, "with empty chunks in between");
            for (var i = 0; i < 20; i++)
            {
                int[] chunkByteCounts = [random.Next(1, 9), random.Next(9), random.Next(1, 30)];
                DecodedStream.From(stream, chunkByteCounts).ShouldBe(expected, string.Join(", ", chunkByteCounts));
            }
        }
    }

    [Theory]
    [InlineData("data: a\r\rdata: b\n\ndata: c\r\n\r\n", "a", "b", "c")]
    [InlineData("data: a\r\n\rdata: b\n\r", "a", "b")]
    [InlineData("data: a\r\n\ndata: b\r\r\n", "a", "b")]
    [InlineData("data: a\rdata: b\ndata: c\r\n\n", "a\nb\nc")]
    public void Line_endings_can_be_mixed(string stream, params string[] data)
    {
        DecodedStream.From(stream).Events.Select(e => e.Data).ShouldBe(data);
        DecodedStream.From(Encoding.UTF8.GetBytes(stream), 1).Events.Select(e => e.Data).ShouldBe(data);
    }

    [Fact]
    public void A_carriage_return_at_the_end_of_a_chunk_dispatches_at_once()
    {
        var decoder = new EventStreamDecoder();
        Read(decoder, "data: a\r\n\r"u8).ShouldBe(["a"]);
        Read(decoder, ""u8).ShouldBeEmpty();
        Read(decoder, "\n"u8).ShouldBeEmpty("the LF belongs to the CR before");
        Read(decoder, "data: b\r"u8).ShouldBeEmpty();
        Read(decoder, "\r"u8).ShouldBe(["b"]);
    }

    [Fact]
    public void The_LF_of_a_split_line_ending_is_no_blank_line()
    {
        var decoder = new EventStreamDecoder();
        Read(decoder, "event: tick\r"u8).ShouldBeEmpty();
        Read(decoder, "\ndata: a\r"u8).ShouldBeEmpty("a blank line would have reset the event type");
        ReadOnlySpan<byte> bytes = "\n\r\n"u8;
        decoder.TryRead(ref bytes, out var dispatched).ShouldBeTrue();
        dispatched.ShouldBe(new("tick", "a", ""));
    }

    [Fact]
    public void Each_call_returns_one_event_and_the_bytes_after_it()
    {
        var decoder = new EventStreamDecoder();
        ReadOnlySpan<byte> bytes = "id: 1\ndata: a\n\nid: 2\ndata: b\n\n: c\n"u8;
        decoder.TryRead(ref bytes, out var first).ShouldBeTrue();
        first.ShouldBe(new("message", "a", "1"));
        decoder.LastEventId.ShouldBe("1");
        Encoding.UTF8.GetString(bytes).ShouldBe("id: 2\ndata: b\n\n: c\n");

        decoder.TryRead(ref bytes, out var second).ShouldBeTrue();
        second.ShouldBe(new("message", "b", "2"));
        decoder.TryRead(ref bytes, out _).ShouldBeFalse();
        bytes.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_decoder_keeps_nothing_of_a_buffer_that_the_caller_uses_again()
    {
        var stream = "id: 1\nevent: tick\ndata: a\ndata: b\n\ndata: c\n\n"u8;
        var buffer = new byte[5];
        var decoder = new EventStreamDecoder();
        var data = new List<string>();
        while (!stream.IsEmpty)
        {
            var byteCount = Math.Min(buffer.Length, stream.Length);
            stream[..byteCount].CopyTo(buffer);
            stream = stream[byteCount..];
            data.AddRange(Read(decoder, buffer.AsSpan(0, byteCount)));
            Array.Fill(buffer, (byte)'\n');
        }

        data.ShouldBe(["a\nb", "c"]);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("922337203685477")]
    [InlineData("922337203685478")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void A_huge_reconnection_time_gives_the_largest_there_is(string digits)
    {
        var expected = digits == "9" ? TimeSpan.FromMilliseconds(9) : TimeSpan.MaxValue;
        DecodedStream.From($"retry: {digits}\n").ReconnectionTime.ShouldBe(expected);
    }

    [Theory]
    [InlineData("80", "\uFFFD")]
    [InlineData("C3", "\uFFFD")]
    [InlineData("C328", "\uFFFD(")]
    [InlineData("C0AF", "\uFFFD\uFFFD")]
    [InlineData("E282", "\uFFFD")]
    [InlineData("E28261", "\uFFFDa")]
    [InlineData("EDA080", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("F09F98", "\uFFFD")]
    [InlineData("F09F9861", "\uFFFDa")]
    [InlineData("F4908080", "\uFFFD\uFFFD\uFFFD\uFFFD")]
    [InlineData("FFFE", "\uFFFD\uFFFD")]
    [InlineData("61F09F9880E2", "a😀\uFFFD")]
    public void Invalid_bytes_become_replacement_characters_in_every_field(string hex, string expected)
    {
        byte[] value = Convert.FromHexString(hex);
        byte[] stream = [.. "event:"u8, .. value, .. "\nid:"u8, .. value, .. "\ndata:"u8, .. value, .. "\ndata:"u8, .. value, .. "\n\n"u8];
        for (var chunkByteCount = 1; chunkByteCount <= stream.Length; chunkByteCount++)
            DecodedStream.From(stream, chunkByteCount).Events.ShouldBe([new(expected, $"{expected}\n{expected}", expected)]);
    }

    [Fact]
    public void A_line_end_is_found_wherever_it_lies()
    {
        // The search looks at 32 bytes at a time, and at the last 32 again.
        foreach (var lineEnd in DecodedStream.LineEnds)
        {
            for (var before = 0; before < 100; before++)
            {
                for (var after = 0; after < 70; after++)
                {
                    var stream = Encoding.UTF8.GetBytes($"data:{new string('a', before)}{lineEnd}data:{new string('b', after)}{lineEnd}{lineEnd}: rest");
                    DecodedStream.From(stream).Events.ShouldHaveSingleItem().Data.ShouldBe($"{new string('a', before)}\n{new string('b', after)}");
                }
            }
        }
    }

    [Fact]
    public void Half_a_BOM_is_part_of_the_first_line()
    {
        byte[] stream = [0xEF, 0xBB, .. "data: a\ndata: b\n\n"u8];
        DecodedStream.From(stream).Events.ShouldBe([new("message", "b", "")]);
        DecodedStream.From(stream, 1).Events.ShouldBe([new("message", "b", "")]);
    }

    [Fact]
    public void Long_lines_and_events_survive_chunks_of_every_size()
    {
        var line = new string('x', 100_000);
        var expected = new DecodedStream([new("message", line, ""), new("message", $"{line}\n{line}", "")], "", null);
        var stream = Encoding.UTF8.GetBytes($"data: {line}\n\ndata: {line}\n:\ndata: {line}\n\n");
        foreach (var chunkByteCount in (int[])[1, 1400, 65_536, 100_007, 100_008, 100_009])
            DecodedStream.From(stream, chunkByteCount).ShouldBe(expected);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public void Bytes_of_data_come_as_they_are_even_if_they_are_no_UTF_8(int chunkByteCount)
    {
        byte[] stream = [.. "data: "u8, 0xFF, 0xC3, .. "\r\ndata:\r\ndata: "u8, 0xEF, 0xBB, 0xBF, .. "\r\n\r\n"u8];
        var decoder = new EventStreamDecoder();
        var data = new List<byte[]>();
        foreach (var chunk in DecodedStream.Chunk(stream, chunkByteCount))
        {
            ReadOnlySpan<byte> bytes = chunk;
            while (decoder.TryReadBytes(ref bytes, out var dispatched))
                data.Add(dispatched.Data.ToArray());
        }

        data.ShouldHaveSingleItem().ShouldBe([0xFF, 0xC3, (byte)'\n', (byte)'\n', 0xEF, 0xBB, 0xBF]);
    }

    [Fact]
    public void Text_after_text_in_other_letters_is_read_right()
    {
        // The decoder guesses from the event before whether it is ASCII.
        DecodedStream.From("data: a\n\ndata: ü\n\ndata: \U0001F600\n\ndata: b\n\ndata: c\n\ndata: 漢b\n\n").Events.Select(e => e.Data)
            .ShouldBe(["a", "ü", "\U0001F600", "b", "c", "漢b"]);
    }

    [Fact]
    public void Reading_bytes_allocates_nothing_for_an_event()
    {
        byte[] stream = [.. "event: tick\ndata: some text\n\n: note\ndata: "u8, .. new byte[2000], .. "\r\ndata: more\r\n\r\n"u8];
        var decoder = new EventStreamDecoder();
        Read(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                for (var start = 0; start < stream.Length; start += 100)
                {
                    ReadOnlySpan<byte> bytes = stream.AsSpan(start, Math.Min(100, stream.Length - start));
                    while (decoder.TryReadBytes(ref bytes, out _))
                    {
                    }
                }
            }
        }
    }

    private static List<string> Read(EventStreamDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        var data = new List<string>();
        while (decoder.TryRead(ref bytes, out var dispatched))
            data.Add(dispatched.Data);
        return data;
    }
}

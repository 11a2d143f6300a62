using System.IO.Compression;
using System.Text;
using StreamBook.Sse;

namespace StreamBook.Tests;

public sealed class ForeignContentTests
{
    [Theory]
    [InlineData("<!DOCTYPE html>\n<html><head><title>502 Bad\n Gateway &amp; more</title>", "an HTML page (“502 Bad Gateway & more”)")]
    [InlineData("\r\n<html><center>nginx", "an HTML page, such as")]
    [InlineData("{\"a\": 1}\n{\"a\": 2}\n", "JSON")]
    [InlineData("{\n  \"error\": {", "JSON")]
    [InlineData("\uFEFF[1,", "JSON")]
    [InlineData("{}", "JSON")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", "headers of a response")]
    [InlineData("9\r\ndata: 1\n\n\r\n", "a body in chunks")]
    [InlineData("1f;a=b\r\ndata: 1\n\n", "a body in chunks")]
    public void Text_of_another_kind_is_named(string text, string name) =>
        ForeignContent.Guess(Encoding.UTF8.GetBytes(text), isAll: true).ShouldNotBeNull().ShouldContain(name);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-16LE")]
    public void UTF_16_is_named_with_its_mark_and_without(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var mark in new[] { true, false })
        {
            byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("data: a\n\n")];
            ForeignContent.Guess(bytes, isAll: true).ShouldNotBeNull().ShouldStartWith("This is probably UTF-16.");
        }
    }

    [Fact]
    public void Compressed_bytes_are_named()
    {
        Guess(stream => new GZipStream(stream, CompressionMode.Compress)).ShouldStartWith("This is probably compressed: gzip.");
        foreach (var level in new[] { CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize })
            Guess(stream => new ZLibStream(stream, level)).ShouldStartWith("This is probably compressed: zlib");

        static string Guess(Func<Stream, Stream> compress)
        {
            using var compressed = new MemoryStream();
            using (var stream = compress(compressed))
                stream.Write("data: a\n\n"u8);
            return ForeignContent.Guess(compressed.ToArray(), isAll: true).ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: <html>\n\n")]
    [InlineData("data: {\"a\": 1}\n\n")]
    [InlineData(": HTTP/1.1\n")]
    [InlineData("data\r\n\r\n")]
    [InlineData("id\r\ndata: 1\r\n\r\n")]
    [InlineData("\uFEFFdata: 1\n\n")]
    [InlineData("<a\n\n")]
    [InlineData("{a}\n")]
    [InlineData("[2026-11-26] a line of a log\n")]
    [InlineData("a\nb\n")]
    public void What_may_be_an_event_stream_is_let_be(string text) =>
        ForeignContent.Guess(Encoding.UTF8.GetBytes(text), isAll: true).ShouldBeNull();

    [Fact]
    public void A_page_waits_for_its_title_as_long_as_there_may_be_one()
    {
        ForeignContent.Guess("<html><head><ti"u8, isAll: false).ShouldBeNull();
        ForeignContent.Guess("<html><head><ti"u8, isAll: true).ShouldNotBeNull();
    }
}

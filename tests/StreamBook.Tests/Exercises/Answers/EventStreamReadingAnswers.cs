using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Tests;

internal static class EventStreamReadingAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("01.3")
        {
            Right =
            [
                new("as the book", () => Said("a", "{\n\"n\": 1", "c", "none", "g | h\nj")),
                new("without spaces", () => Said("a", "{\n\"n\": 1", " c", "none ", "g|h\nj")),
            ],
            Wrong =
            [
                new("nothing", () => Said("", "", "", "", ""), "There are five streams, and 0 answers."),
                new("three of five", () => Said("a", "{\n\"n\": 1", "c", "", ""), "There are five streams, and 3 answers."),
                new("the end of the stream dispatches", () => Said("a | b", "{\n\"n\": 1", "c", "none", "g | h\nj"), "mistake:   the end of the stream dispatches the last event"),
                new("the brace is data", () => Said("a", "{\n\"n\": 1\n}", "c", "none", "g | h\nj"), "mistake:   text goes on in the next line"),
                new("the type is an event", () => Said("a", "{\n\"n\": 1", "ping | c", "none", "g | h\nj"), "mistake:   a type alone is an event"),
                new("capitals do not matter", () => Said("a", "{\n\"n\": 1", "c", "d", "g | h\nj"), "mistake:   names are read kindly"),
                new("three data lines, three events", () => Said("a", "{\n\"n\": 1", "c", "none", "g | h | j"), "mistake:   each data line is an event"),
            ],
        },
        new("01.4")
        {
            Right =
            [
                new("as the book", () => Reads()),
                new("by the book's decoder", () => (Func<string[], List<ServerSentEvent>>)(lines => [.. EventStream.Decode(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\r"))))])),
            ],
            Wrong =
            [
                new("left out", () => (Func<string[], List<ServerSentEvent>?>)(_ => null), "Not solved yet"),
                new("the visible example", () => (Func<string[], List<ServerSentEvent>>)(_ => [new("message", "hello", "")]), "data and a blank line are an event"),
                new("no blank line needed", () => Reads(atEnd: true), "mistake:   the end of the stream dispatches the last event"),
                new("joined with nothing", () => Reads(join: ""), "mistake:   data lines are joined with nothing in between"),
                new("trimmed", () => Reads(value: text => text.Trim()), "mistake:   all spaces around a value are dropped"),
                new("the space kept", () => Reads(value: text => text), "mistake:   the space after the colon is part of the value"),
                new("the type stays", () => Reads(typeStays: true), "mistake:   a type lasts until the next"),
                new("the ID is forgotten", () => Reads(idGoes: true), "mistake:   an ID lasts one block"),
            ],
        },
        new("01.5")
        {
            Right =
            [
                new("as the book", () => Lines(() => Splitter(true, true, true))),
                new("by the book's decoder of lines", () => Lines(() =>
                {
                    var (events, bytes) = (0, new List<byte>());
                    return read =>
                    {
                        bytes.AddRange(read);
                        byte[] all = [.. bytes];
                        string[] lines = [.. EventStream.Explain(all).Lines.Where(line => line.Bytes[^1] is (byte)'\r' or (byte)'\n').Select(line => Encoding.UTF8.GetString(line.Bytes.AsSpan()).TrimEnd('\r', '\n'))];
                        var fresh = lines[events..].ToList();
                        events = lines.Length;
                        return fresh;
                    };
                })),
            ],
            Wrong =
            [
                new("left out", () => (Func<Func<byte[], List<string>>?>)(() => null), "Not solved yet"),
                new("the visible example", () => Lines(() => _ => ["data: hello"]), "a whole text is split at LF"),
                new("LF only", () => Lines(() => Whole(bytes => Encoding.UTF8.GetString(bytes).Split('\n')[..^1])), "mistake:   only LF ends a line"),
                new("each read by itself", () => Lines(() => Whole(bytes => Unmarked(Encoding.UTF8.GetString(bytes)).Split(["\r\n", "\r", "\n"], StringSplitOptions.None)[..^1])), "mistake:   a read holds whole lines"),
                new("the mark kept", () => Lines(() => Splitter(true, false, true)), "mistake:   the byte order mark is text"),
                new("CR LF counted twice", () => Lines(() => Splitter(false, true, true)), "mistake:   CR LF ends two lines"),
                new("text of each read", () => Lines(() => Splitter(true, true, false)), "mistake:   a read holds whole characters"),
                new("one for all streams", () => One(Splitter(true, true, true)), "This should hold, and does not"),
            ],
        },
        new("01.6")
        {
            Right =
            [
                new("as the book", () => Serves(news => [$"event: {news.Type}\n", $"data: {news.Data}\n\n"])),
                new("in one write, data first, CR", () => Serves(news => [$"data:{news.Data}\revent:{news.Type}\r\r"])),
            ],
            Wrong =
            [
                new("as given", () => Serves(news => [$"event: {news.Type}\n", $"data: {news.Data}\n"]), "Nothing is changed yet"),
                new("left out", () => (Func<IEnumerable<ServerSentEvent>, IEnumerable<string>?>)(_ => null), "Not solved yet"),
                new("a constant", () => Serves(_ => ["event: headline\ndata: hello\n\n"]), "a client gets each of the news, with its type"),
                new("behind each field", () => Serves(news => [$"event: {news.Type}\n\n", $"data: {news.Data}\n\n"]), "mistake:   a blank line belongs behind each field"),
                new("before each event", () => Serves(news => [$"\nevent: {news.Type}\n", $"data: {news.Data}\n"]), "mistake:   a blank line belongs before an event"),
                new("all at the end", () => (Func<IEnumerable<ServerSentEvent>, IEnumerable<string>>)(happening => [.. happening.ToList().Select(news => $"event: {news.Type}\ndata: {news.Data}\n\n")]), "mistake:   a stream is a list that is sent when it is complete"),
                new("the type left out", () => Serves(news => [$"data: {news.Data}\n\n"]), "a client gets each of the news, with its type"),
            ],
        },
    ];

    private static string[] Said(params string[] said) => said;

    private static Func<string[], List<ServerSentEvent>> Reads(Func<string, string>? value = null, string join = "\n", bool atEnd = false, bool typeStays = false, bool idGoes = false) => lines =>
    {
        var (events, data, type, id) = (new List<ServerSentEvent>(), new List<string>(), "", "");
        foreach (var line in atEnd ? lines.Append("") : lines)
        {
            var parts = line.Split(':', 2);
            var text = value?.Invoke(parts.ElementAtOrDefault(1) ?? "") ?? (parts.ElementAtOrDefault(1) is [' ', .. var rest] ? rest : parts.ElementAtOrDefault(1) ?? "");
            if (parts[0] == "event")
                type = text;
            if (parts[0] == "data")
                data.Add(text);
            if (parts[0] == "id" && !text.Contains('\0'))
                id = text;
            if (line.Length > 0)
                continue;
            if (data.Count > 0)
                events.Add(new(type.Length == 0 ? "message" : type, string.Join(join, data), id));
            type = typeStays ? type : "";
            id = idGoes ? "" : id;
            data.Clear();
        }

        return events;
    };

    private static Func<Func<byte[], List<string>>> Lines(Func<Func<byte[], List<string>>> newLines) => newLines;

    private static Func<Func<byte[], List<string>>> One(Func<byte[], List<string>> lines) => () => lines;

    private static Func<byte[], List<string>> Whole(Func<byte[], string[]> lines) => bytes => [.. lines(bytes)];

    private static string Unmarked(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    private static Func<byte[], List<string>> Splitter(bool joinsCrLf, bool dropsMark, bool keepsBytes)
    {
        var (decoder, line, before, isFirst) = (Encoding.UTF8.GetDecoder(), new StringBuilder(), ' ', true);
        return bytes =>
        {
            var text = keepsBytes ? new char[decoder.GetCharCount(bytes, 0, bytes.Length)] : Encoding.UTF8.GetChars(bytes);
            if (keepsBytes)
                decoder.GetChars(bytes, 0, bytes.Length, text, 0);
            var lines = new List<string>();
            foreach (var character in text)
            {
                if (character is not ('\r' or '\n') && !(isFirst && dropsMark && character == '\uFEFF'))
                    line.Append(character);
                if (character == '\r' || (character == '\n' && !(before == '\r' && joinsCrLf)))
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }

                (before, isFirst) = (character, false);
            }

            return lines;
        };
    }

    private static Func<IEnumerable<ServerSentEvent>, IEnumerable<string>> Serves(Func<ServerSentEvent, string[]> write) => happening => happening.SelectMany(write);
}

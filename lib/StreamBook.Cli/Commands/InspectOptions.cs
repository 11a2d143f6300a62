using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using StreamBook.Cli.Inspect;

namespace StreamBook.Cli.Commands;

/// <summary>How `book inspect` asks, as its options say it.</summary>
internal sealed class InspectOptions
{
    private readonly Option<string?> _method = new("--request", "-X") { Description = "The method; GET unless told, and POST with --data.", HelpName = "METHOD" };
    private readonly Option<HeaderLine[]> _headers = new("--header", "-H")
    {
        Description = "A header line of the request, such as \"Authorization: Bearer …\"; as many as are needed. What proves who asks is never printed or saved.",
        HelpName = "LINE",
        DefaultValueFactory = _ => [],
        CustomParser = Headers,
    };

    private readonly Option<string?> _data = new("--data", "-d") { Description = "The body of the request, or @FILE, or @- for standard input. It is JSON unless a header says otherwise.", HelpName = "TEXT" };
    private readonly Option<string?> _http = new("--http") { Description = "The version of HTTP: 1.1, 2 or 3; what the server prefers unless told.", HelpName = "VERSION" };
    private readonly Option<bool> _insecure = new("--insecure", "-k") { Description = "Take any certificate." };
    private readonly Option<bool> _llm = new("--llm") { Description = "Judge the answer as that of a language model in the style of OpenAI, whose end is [DONE], also where its events do not look so." };
    private readonly Option<double> _seconds = new("--seconds") { Description = "Leave after so long.", HelpName = "NUMBER", DefaultValueFactory = _ => 15, CustomParser = result => Seconds(result, 86_400) };
    private readonly Option<int?> _events = new("--events") { Description = "Leave after so many events or messages.", HelpName = "NUMBER", CustomParser = Events };

    public InspectOptions() => _http.AcceptOnlyFromAmong("1.0", "1.1", "2", "3");

    /// <summary>Whether any certificate will do.</summary>
    public Option<bool> Insecure => _insecure;

    /// <summary>Whether the answer is that of a language model.</summary>
    public Option<bool> Llm => _llm;

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_method, _headers, _data, _http, _insecure, _llm, _seconds, _events])
            command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">The address is none, or the body cannot be read.</exception>
    public InspectRequest Read(ParseResult parsed, string address)
    {
        var (uri, credentials) = InspectRequest.Address(address);
        ImmutableArray<HeaderLine> headers = [.. parsed.GetValue(_headers)!];
        var method = parsed.GetValue(_method);
        if (method is not null && !IsToken(method))
            throw new UsageException($"-X {method}: not a method of HTTP.");
        var request = new InspectRequest
        {
            Uri = uri,
            Method = method?.ToUpperInvariant(),
            Headers = credentials is null ? headers : headers.Add(credentials),
            Body = Body(parsed.GetValue(_data)),
            HttpVersion = parsed.GetValue(_http),
            TrustsAnyCertificate = parsed.GetValue(_insecure),
            IsModel = parsed.GetValue(_llm),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            EventCount = parsed.GetValue(_events),
        };
        return request is { Body: not null, Method: "GET" or "HEAD" }
            ? throw new UsageException($"-X {method} with --data: a {method} has no body; leave one of them out.")
            : request;
    }

    private static string? Body(string? data)
    {
        if (data is not ['@', .. var file])
            return data;
        try
        {
            return file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--data @{file}: cannot be read: {e.Message}", e);
        }
    }

    private static HeaderLine[] Headers(ArgumentResult result)
    {
        var lines = new List<HeaderLine>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && IsToken(text[..colon]) && text.IndexOfAny(['\r', '\n', '\0']) < 0)
                lines.Add(new(text[..colon], text[(colon + 1)..].Trim()));
            else
                result.AddError($"-H {(colon < 0 ? text : text[..colon])}: not a header line; write \"Name: value\".");
        }

        return [.. lines];
    }

    // RFC 9110, 5.6.2.
    private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>A duration in seconds, as an option says it.</summary>
    public static double Seconds(ArgumentResult result, double most)
    {
        var text = result.Tokens.Single().Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= most)
            return seconds;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{((OptionResult)result.Parent!).IdentifierToken?.Value} {text}: write a number above 0, up to {most}."));
        return 0;
    }

    private static int? Events(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return count;
        result.AddError($"--events {text}: write a whole number from 1 on.");
        return null;
    }
}
